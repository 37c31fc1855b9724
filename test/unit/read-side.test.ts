// read-side: what the model makes of its command lines, and what is said of its trials.

import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { collectWarnings } from '../../src/bench/warnings.js';
import { parseCompareConfig } from '../../src/config/compare-config.js';
import { reproduceCommand, reproduceComparison } from '../../src/config/reproduce.js';
import { resultConfig } from '../../src/config/result-config.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { makePaint } from '../../src/report/paint.js';
import { terminalText } from '../../src/report/terminal.js';
import { providerFile } from '../../src/versions/library-file.js';
import { findWorkload } from '../../src/workloads/index.js';
import { documentOf, quietEnvironment, trialOf } from '../support/documents.js';

const host = { cpus: 8, allowedCpus: [0, 1, 2, 3, 4, 5, 6, 7], memoryBytes: 2 ** 34, readScenario, providerFile };
const parse = (flags: Record<string, string> = {}) =>
  parseRunConfig({ versions: ['v3'], flags: { workload: 'read-side', seed: '1', ...flags } }, host, () => 1);

test("the machine's own readers are off unless they are asked for", () => {
  expect(parse().settings).toMatchObject({ accel: 'none', ioRate: 0, readers: 1, updaters: 0, during: 'idle' });
  expect(parse({ accel: 'tcg', 'io-rate': '10' }).settings).toMatchObject({ accel: 'tcg', ioRate: 10 });
  expect(findWorkload('blob-unmap')?.options.accel?.default).toBe('kvm');
});

describe('its trace', () => {
  test('is absent by default', () => {
    expect(parse().trace).toBeUndefined();
    expect(parse({ trace: 'off' }).trace).toBeUndefined();
    expect(parse({ trace: 'x.json' }).trace).toMatchObject({ filePattern: 'x.json' });
  });

  test('trace options are rejected without a trace', () => {
    expect(() => parse({ 'trace-mode': 'stream' })).toThrow('--trace-mode needs a trace');
  });

  test('a trigger condition needs a time, not a rate', () => {
    expect(() => parse({ trace: 'x.json', 'trace-if': 'grace_period.rate > 1ms' })).toThrow('no metric');
    expect(parse({ trace: 'x.json', 'trace-if': 'read.pair > 20ns' }).trace?.trigger).toMatchObject({ aboveNs: 20 });
  });

  test('a traced run warns that the measured code contains probes', () => {
    const codes = (flags: Record<string, string>) =>
      collectWarnings(parse(flags), quietEnvironment, []).map((w) => w.code);
    expect(codes({})).toEqual(['not-run']);
    expect(codes({ trace: 'x.json' })).toEqual(['traced', 'not-run']);
  });
});

test('a version without force_rcu() is reported as having no storm, not as a run that was too short', () => {
  const trial = trialOf('baseline', { workload: 'read-side', metrics: {}, counters: { not_offered: 1 } });
  const warnings = collectWarnings({ ...parse({ during: 'storm' }), versions: ['baseline'] }, quietEnvironment, [
    trial,
  ]);
  expect(warnings).toEqual([
    {
      code: 'not-offered',
      message: expect.stringMatching('it lacks what --during or --updaters needs .*force_rcu'),
      remedy: 'Leave this version out.',
      version: 'baseline',
    },
  ]);
});

test('its threads count as CPU demand', () => {
  const demand = (flags: Record<string, string>) => parse().workload.cpuDemand(parse(flags).settings);
  expect(demand({})).toBe(1);
  expect(demand({ readers: '3', updaters: '2' })).toBe(5);
  expect(demand({ during: 'storm' })).toBe(2);
});

describe('compare', () => {
  const around = { host, variables: {}, fileKind: () => undefined, drawSeed: () => 1 };
  const compare = (flags: Record<string, string>) => {
    const config = parseCompareConfig({ names: ['baseline', 'v3'], flags, switches: {}, failIf: [] }, around);
    if (config.source.kind !== 'live') throw new Error('it is not run');
    return { ...config, source: config.source };
  };

  test('its threshold is in single ns, and that of other workloads is 10 us', () => {
    expect(compare({ workload: 'read-side' }).judgement.absoluteThresholdNs).toBe(0);
    expect(compare({ workload: 'read-side', 'min-change': '1ns' }).judgement.absoluteThresholdNs).toBe(1);
    expect(compare({}).judgement.absoluteThresholdNs).toBe(10_000);
  });

  test('the Again line omits its default threshold', () => {
    const { source, judgement } = compare({ workload: 'read-side', readers: '2' });
    const config = resultConfig(source.load, ['baseline', 'v3']);
    expect(reproduceComparison(config, source.plan, judgement)).toBe(
      'rcu-bench compare baseline v3 --workload read-side --readers 2 --seed 1',
    );
    expect(reproduceCommand(config)).toContain('--readers 2 --trace off');
    expect(reproduceCommand({ ...config, traceEvents: 262_144 })).toContain(
      "--readers 2 --trace 'traces/read-side-{version}.json' --seed",
    );
  });
});

test('a machine without vCPUs is not described as having vCPUs', () => {
  const config = resultConfig(parse(), ['v3']);
  const document = documentOf([trialOf('v3', { workload: 'read-side' })], { config });
  expect(terminalText(document, { columns: 80, paint: makePaint(false) })).toMatch(/^read-side, 5s each/);
});
