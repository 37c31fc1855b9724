// `run --sweep`: the runs, their output, and the Again line.

import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { readScenario } from '../../src/bench/environment/host.js';
import { scheduleSweep } from '../../src/bench/schedule.js';
import { collectWarnings } from '../../src/bench/warnings.js';
import { reproduceCommand } from '../../src/config/reproduce.js';
import { resultConfig } from '../../src/config/result-config.js';
import type { RunConfig } from '../../src/config/run-config.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import type { ComparisonPlan } from '../../src/documents/plan.js';
import type { ResultDocument, TrialResult } from '../../src/documents/result.js';
import { makePaint } from '../../src/report/paint.js';
import { resultFormats } from '../../src/report/result-formats.js';
import { summarize } from '../../src/stats/summarize.js';
import { providerFile } from '../../src/versions/library-file.js';
import { documentOf, quietEnvironment, series, trialOf } from '../support/documents.js';

const host = { cpus: 4, allowedCpus: [0, 1, 2, 3], memoryBytes: 2 ** 34, readScenario, providerFile };
const parse = (sweeps: string[], flags: Record<string, string> = {}, versions = ['baseline', 'v3']): RunConfig =>
  parseRunConfig({ versions, flags: { seed: '1', ...flags }, sweeps }, host, () => 1);
const planOf = (...args: Parameters<typeof parse>): ComparisonPlan => parse(...args).plan as ComparisonPlan;
const complaint = (...args: Parameters<typeof parse>) => {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
};

describe('the runs of a sweep', () => {
  test('every version at every combination, the first option slowest', () => {
    const plan = planOf(['vcpus=1,2', 'render=0,500us']);
    expect(plan.sweep).toEqual(['vcpus', 'renderNs']);
    expect(plan.arms.map(({ label }) => label)).toEqual([
      'baseline vcpus=1 render=0',
      'v3 vcpus=1 render=0',
      'baseline vcpus=1 render=500us',
      'v3 vcpus=1 render=500us',
      'baseline vcpus=2 render=0',
      'v3 vcpus=2 render=0',
      'baseline vcpus=2 render=500us',
      'v3 vcpus=2 render=500us',
    ]);
    expect(plan.arms[2]).toEqual({
      label: 'baseline vcpus=1 render=500us',
      version: 'baseline',
      set: { vcpus: 1, renderNs: 500_000 },
    });
  });

  test('a choice without values means all values, and defaults that depend on it follow', () => {
    const plan = planOf(['accel'], {}, ['v3']);
    expect(plan.arms.map(({ set }) => set)).toEqual([
      { accel: 'kvm' },
      { accel: 'tcg' },
      { accel: 'none', ioSectionNs: 500_000 },
    ]);
    expect(planOf(['accel'], { 'io-section': '1ms' }, ['v3']).arms[2]?.set).toEqual({ accel: 'none' });
  });

  test('each runs once, in an order drawn from the seed, with the same arrivals; the floors are measured once', () => {
    const plan = planOf(['vcpus=1,2,3,4', 'render=0,1ms,2ms']);
    const ran = scheduleSweep(plan, 7);
    expect(ran.map(({ arm }) => arm.label).sort()).toEqual(plan.arms.map(({ label }) => label).sort());
    expect(ran.map(({ arm }) => arm.label)).not.toEqual(plan.arms.map(({ label }) => label));
    expect(new Set(ran.map(({ seed }) => seed))).toEqual(new Set([7]));
    expect(ran.map(({ measureFloors }) => measureFloors)).toEqual([true, ...Array(ran.length - 1).fill(false)]);
    expect(scheduleSweep(plan, 7)).toEqual(ran);
  });

  test('without traces', () => expect(parse(['vcpus=1,2']).trace).toBeUndefined());

  test.each<[string, string[], Record<string, string>]>([
    ["--sweep: 'vcpu' is not an option of this workload", ['vcpu=1'], {}],
    ['--sweep vcpus: 1 is given twice', ['vcpus=1,1'], {}],
    ['--sweep vcpus is given twice', ['vcpus=1,2', 'vcpus=3'], {}],
    ['--sweep vcpus: which values?', ['vcpus'], {}],
    ['--vcpus: 99 is out of range', ['vcpus=99'], {}],
    ['--vcpus and --sweep vcpus exclude each other', ['vcpus=1,2'], { vcpus: '2' }],
    ['--trace: a sweep is not traced', ['vcpus=1'], { trace: 'x.json' }],
    ['--account-trace: a sweep is not traced', ['vcpus=1'], { 'account-trace': '3' }],
    ["--sweep: 'callers' is not an option of this workload", ['callers=1,2'], {}],
    [
      '--sweep: 20480 trials are too many',
      [`submit-rate=${Array.from({ length: 1024 }, (_, i) => i).join(',')}`, 'burst=1,2,3,4,5,6,7,8,9,10'],
      {},
    ],
    ['--blobs 4096 of 8MiB need 32.0 GiB of memory', ['blobs=1,4096'], { 'blob-size': '8MiB' }],
  ])('%s', (message, sweeps, flags) => expect(complaint(sweeps, flags)).toBe(message));

  test("'--trace off' is the default", () => expect(complaint(['vcpus=1'], { trace: 'off' })).toBe('none'));
});

describe('the output', () => {
  const config = parse(['vcpus=1,2'], { duration: '1s' });
  const plan = config.plan as ComparisonPlan;
  const trial = (label: string, firstNs: number, changes: Partial<TrialResult> = {}): TrialResult =>
    trialOf(label.split(' ')[0] ?? '', {
      arm: label,
      round: 0,
      metrics: { 'unmap.latency': summarize(series(firstNs, 1e4, 20), 'ns') },
      ...changes,
    });
  // In the order of execution, which differs from the plan.
  const trials = [
    trial('v3 vcpus=2', 3e5),
    trial('baseline vcpus=1', 1e7),
    trial('baseline vcpus=2', 2e7),
    trial('v3 vcpus=1', 2e5),
  ];
  const document = (of = trials): ResultDocument =>
    documentOf(of, { config: resultConfig(config, config.versions), plan, warnings: [] });
  const plain = { columns: 80, paint: makePaint(false) };

  test('a long table in the order of the plan', () => {
    expect(resultFormats.terminal(document(), plain)).toBe(`\
blob-unmap, 1s each, membarrier off, on 8 CPUs (Some CPU)

unmap latency
vcpus  version    n      p50      p90  p99      max
─────  ────────  ──  ───────  ───────  ───  ───────
1      baseline  20  10.1 ms  10.2 ms    -  10.2 ms
1      v3        20   295 us   371 us    -   390 us

2      baseline  20  20.1 ms  20.2 ms    -  20.2 ms
2      v3        20   395 us   471 us    -   490 us

Other metrics: --format csv has all of them, --json the counters too.

-  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

Again   rcu-bench run baseline v3 --duration 1s --sweep vcpus=1,2 --seed 1`);
  });

  test('a trial that failed shows it, first and in its row', () => {
    const stalled = trial('v3 vcpus=2', 0, { status: 'stalled', metrics: {}, evidence: ['it hangs'] });
    const text = resultFormats.terminal(document([...trials.slice(1), stalled]), plain);
    expect(text).toContain('\n\nv3 vcpus=2  STALLED');
    expect(text).toMatch(/^2 +v3 +STALLED$/m);
    expect(text).toMatch(/^2 +baseline +pass +20 /m);
    expect(text).toContain('Evidence for v3 vcpus=2\n  it hangs');
  });

  test('CSV has a line for each metric of each trial', () => {
    const lines = resultFormats.csv(document(), plain).split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('workload,version,vcpus,seed,status,metric,unit,n,min,p50,p90,p99,p99_9,max');
    expect(lines[1]).toBe('blob-unmap,baseline,1,7,pass,unmap.latency,ns,20,10000000,10095000,10171000,,,10190000');
    expect(lines[4]).toMatch(/^blob-unmap,v3,2,7,pass,unmap.latency,ns,20,300000,/);
  });

  test('the same warning of many trials is printed once', () => {
    const few = trials.map((t) => ({ ...t, metrics: { 'unmap.latency': summarize(series(1, 1, 3), 'ns') } }));
    const warnings = collectWarnings(config, quietEnvironment, few).filter(({ code }) => code === 'too-few-samples');
    expect(warnings.map(({ message }) => message)).toEqual([
      'v3 vcpus=2: 3 samples of unmap.latency: p90 needs 10; and so in 3 other trials',
    ]);
  });

  test('an interrupted sweep says how many trials are missing', () => {
    const warnings = collectWarnings(config, quietEnvironment, trials.slice(0, 3));
    expect(warnings.map(({ message }) => message)).toContain('interrupted before 1 of 4 trials');
  });
});

describe('the Again line', () => {
  test.each([
    [['vcpus=1,2', 'render=0,500us'], {}, '--sweep vcpus=1,2 --sweep render=0,500us'],
    [['accel'], { 'io-section': '50us' }, '--io-section 50us --sweep accel=kvm,tcg,none'],
    [['kick=1ms'], { accel: 'tcg' }, '--accel tcg --sweep kick=1ms'],
  ])('%j %j', (sweeps, flags: Record<string, string>, expected) => {
    const config = parse(sweeps, flags);
    const command = reproduceCommand(resultConfig(config, config.versions), config.plan);
    expect(command).toBe(`rcu-bench run baseline v3 ${expected} --seed 1`);
    const words = command.split(' ').slice(4);
    const typed: Record<string, string> = {};
    const swept: string[] = [];
    for (let i = 0; i < words.length; i += 2) {
      const [flag, value] = [words[i]?.slice(2) ?? '', words[i + 1] ?? ''];
      if (flag === 'sweep') swept.push(value);
      else typed[flag] = value;
    }
    expect(parse(swept, typed)).toEqual(config);
  });
});
