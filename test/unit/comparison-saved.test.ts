import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCode, UsageError } from '../../src/base/errors.js';
import { exitCodeOfComparison, judgeInput } from '../../src/bench/comparison/judge.js';
import { readScenario } from '../../src/bench/environment/host.js';
import type { Judgement } from '../../src/config/compare-config.js';
import type { Environment, ResultDocument } from '../../src/documents/result.js';
import { savedInput, withSavedReference } from '../../src/results/saved.js';
import { summarize } from '../../src/stats/summarize.js';
import { findWorkload } from '../../src/workloads/index.js';
import { withDefaults } from '../../src/workloads/options.js';
import { parseScenario } from '../../src/workloads/parse-scenario.js';
import type { Workload } from '../../src/workloads/workload.js';
import { temporaryFolder } from '../support/cli.js';
import { judgement } from '../support/comparisons.js';
import { documentOf, quietEnvironment, series, trialOf } from '../support/documents.js';
import { comparisonOf, hostOf, planOf, save } from '../support/saved-comparisons.js';

const asTyped: Judgement = { ...judgement, gates: [] };
const alone = (version: string, changes: Partial<ResultDocument> = {}) => comparisonOf(planOf([version]), changes);
const { config, tool } = alone('v3');

/** Compares these documents, saved as a.json, b.json, … */
function read(
  documents: ResultDocument[],
  { force = false, ...source }: { force?: boolean; axis?: string; reference?: string; workload?: string } = {},
) {
  const folder = temporaryFolder();
  const files = documents.map((document, i) => save(join(folder, `${'abc'[i]}.json`), document));
  return savedInput({ kind: 'saved', files, ...source }, force);
}

const labelsOf = ({ arms }: Awaited<ReturnType<typeof read>>) => arms.map(({ arm }) => arm.label);
const codesOf = ({ warnings }: Awaited<ReturnType<typeof read>>) => warnings.map(({ code }) => code);

async function refusal(action: () => unknown): Promise<UsageError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('arms', () => {
  test('of a saved comparison are its arms', async () => {
    const plan = planOf(['baseline', 'v3'], 7);
    const input = await read([comparisonOf(plan)]);
    expect(input.plan).toEqual(plan);
    expect(input.arms.map(({ arm, trials }) => [arm.label, trials.length])).toEqual([
      ['baseline', 7],
      ['v3', 7],
    ]);
    expect(input.arms.every(({ arm, trials }) => trials.every((trial) => trial.arm === arm.label))).toBe(true);
    expect(input).not.toHaveProperty('joined');
    expect(codesOf(input)).toEqual([]);
  });

  test('of a saved run are its versions', async () => {
    const input = await read([documentOf([trialOf('legacy'), trialOf('v3')])]);
    expect(labelsOf(input)).toEqual(['legacy', 'v3']);
    expect(input.plan).toMatchObject({ reference: 'legacy', rounds: 1 });
  });

  test('of two files keep their order, and the first is the reference', async () => {
    const input = await read([alone('v3'), comparisonOf(planOf(['baseline', 'v1']))]);
    expect(labelsOf(input)).toEqual(['v3', 'baseline', 'v1']);
    expect(input.plan).toMatchObject({ reference: 'v3', rounds: 6 });
    expect(input.arms.map(({ trials }) => trials.length)).toEqual([6, 6, 6]);
    expect(input.joined).toBe(true);
    expect(judgeInput(input, asTyped)).not.toHaveProperty('reproduce');
  });

  test('of one version in two files are labelled with the file names', async () => {
    expect(labelsOf(await read([alone('v3'), alone('v3')]))).toEqual(['a:v3', 'b:v3']);
    const both = await read([comparisonOf(planOf(['v1', 'v3'])), alone('v3')], { reference: 'b:v3' });
    expect(labelsOf(both)).toEqual(['a:v1', 'a:v3', 'b:v3']);
    expect(both.plan.reference).toBe('b:v3');
  });

  test('of one version in two files of one name are labelled with the shortest distinct paths', async () => {
    const folder = temporaryFolder();
    const files = ['monday', 'friday'].map((day) => save(join(folder, day, 'run.json'), alone('v3')));
    const input = await savedInput({ kind: 'saved', files }, false);
    expect(labelsOf(input)).toEqual(['monday/run:v3', 'friday/run:v3']);
    const error = await refusal(() => savedInput({ kind: 'saved', files: [...files, files[0] ?? ''] }, false));
    expect(error.message).toMatch(/run\.json' are one file$/);
    expect([error.message, ...error.suggestions].join()).not.toContain('librar');
  });

  test('are selected as the reference only by their label', async () => {
    const error = await refusal(() => read([alone('v1'), alone('v2')], { reference: 'v' }));
    expect(error.message).toBe("--reference: 'v' is not compared here");
    expect(error.suggestions).toEqual(['Did you mean v2?']);
  });

  test('a single arm is rejected', async () => {
    expect((await refusal(() => read([alone('v3')]))).message).toMatch(/a\.json' holds v3 alone/);
  });
});

describe('results of different experiments', () => {
  const other = (changes: Partial<Environment>) => ({ environment: { ...quietEnvironment, ...changes } });
  const { cpu, kernel } = quietEnvironment;

  test.each<[Partial<ResultDocument>, string]>([
    [{ config: { ...config, durationNs: 1e9 } }, 'durationNs (5000000000 / 1000000000)'],
    [{ config: { ...config, warmupNs: 0 } }, 'warmupNs (500000000 / 0)'],
    [{ config: { ...config, membarrier: 'on' } }, 'membarrier (off / on)'],
    [{ config: { ...config, pinCpus: [0, 1] } }, 'pinCpus'],
    [{ config: { ...config, options: { ...config.options, kickNs: 2e6 } } }, 'kickNs (50000 / 2000000)'],
    [{ config: { ...config, options: { ...config.options, accel: 'tcg', kickNs: 1 } } }, 'accel (kvm / tcg), kickNs'],
    [{ tool: { ...tool, version: '0.2.0' } }, 'version of rcu-bench (0.1.0 / 0.2.0)'],
    [{ tool: { ...tool, commit: 'abc' } }, 'version of rcu-bench (0.1.0 / 0.1.0 (abc))'],
    [other({ hostname: 'elsewhere' }), 'host name (host / elsewhere)'],
    [other({ cpu: { ...cpu, model: 'Another' } }), 'host CPU (Some CPU / Another)'],
    [other({ kernel: { ...kernel, release: '6.2' } }), 'host kernel (6.1 / 6.2)'],
  ])('%j are rejected; --force accepts them with a warning', async (changes, text) => {
    const documents = [alone('v1'), alone('v3', changes)];
    const error = await refusal(() => read(documents));
    expect(error.message).toContain('these results cannot be compared: they differ in ');
    expect(error.message).toContain(text);
    expect(error.suggestions.join('\n')).toContain('--force');
    expect(error.exitCode).toBe(2);
    const { warnings } = await read(documents, { force: true });
    expect(warnings.find(({ code }) => code === 'not-comparable')?.message).toContain(text);
  });

  test('two contents of one scenario are rejected, two names of one content are accepted', async () => {
    const options = { scenario: 'mine.jsonc' };
    const scenarioOf = (name: string, shipped: string) => ({ ...parseScenario(shipped, readScenario(shipped)), name });
    const under = (version: string, name: string, shipped: string) =>
      alone(version, {
        config: {
          ...config,
          workload: 'mix',
          options: { scenario: `${name}.jsonc` },
          scenario: scenarioOf(name, shipped),
        },
      });
    const error = await refusal(() => read([under('v1', 'mine', 'desktop'), under('v3', 'mine', 'game')]));
    expect(error.message).toMatch(
      /differ in scenario \(mine, \d+ threads, [0-9a-f]{8} \/ mine, \d+ threads, [0-9a-f]{8}\)$/,
    );
    const copied = { ...under('v3', 'mine', 'desktop'), config: { ...under('v3', 'mine', 'desktop').config } };
    copied.config.options = { ...options, scenario: 'elsewhere/mine.jsonc' };
    expect(codesOf(await read([under('v1', 'mine', 'desktop'), copied]))).toEqual(['not-interleaved']);
  });

  test('results may differ in seed and number of trials', async () => {
    const input = await read([alone('v1'), comparisonOf(planOf(['v3'], 9), { config: { ...config, seed: 8 } })]);
    expect(codesOf(input)).toEqual(['not-interleaved']);
  });

  test('--force changes nothing if nothing differs', async () => {
    expect(codesOf(await read([alone('v1'), alone('v3')], { force: true }))).toEqual(['not-interleaved']);
  });
});

describe('--by', () => {
  test('host: results may differ in their host, which is the label', async () => {
    const documents = ['here', 'there'].map((name) => alone('v3', { environment: hostOf(name) }));
    const error = await refusal(() => read(documents));
    expect(error.suggestions[0]).toBe('To compare hosts: --by host.');
    const input = await read(documents, { axis: 'host' });
    expect(labelsOf(input)).toEqual(['here', 'there']);
    expect(input.plan).toMatchObject({ reference: 'here', axis: 'host' });
    expect(codesOf(input)).toEqual(['not-interleaved']);
    expect(input.environments.map(({ hostname }) => hostname)).toEqual(['here', 'there']);
  });

  test('host: at least two hosts are needed', async () => {
    const documents = [alone('v1'), alone('v3')];
    const error = await refusal(() => read(documents, { axis: 'host' }));
    expect(error.message).toBe('--by: two of the results have the same host, host');
  });

  test('host: nothing else may differ', async () => {
    const slower = { ...config, options: { ...config.options, kickNs: 2e6 } };
    const documents = [alone('v3'), alone('v3', { environment: hostOf('there'), config: slower })];
    expect((await refusal(() => read(documents, { axis: 'host' }))).message).toMatch(/differ in kickNs \(.*\)$/);
  });

  test('option: its values are the labels', async () => {
    const kicked = (kickNs: number) => alone('v3', { config: { ...config, options: { ...config.options, kickNs } } });
    const input = await read([kicked(50_000), kicked(2e6)], { axis: 'kick' });
    expect(labelsOf(input)).toEqual(['50us', '2ms']);
    expect(input.plan.axis).toBe('kickNs');
    expect((await refusal(() => read([kicked(1), kicked(2)], { axis: 'kik' }))).message).toMatch(/^--by: 'kik'/);
  });
});

// Each machine runs whole rounds with every arm, so differences between machines are not differences between arms.
test('a merged result of several machines is one comparison', async () => {
  const shards = [1, 2].map((index) => ({ index, count: 2, environment: hostOf(`host${index}`) }));
  const input = await read([comparisonOf(planOf(['v1', 'v3']), { shards })]);
  expect(labelsOf(input)).toEqual(['v1', 'v3']);
  expect(input.environments.map(({ hostname }) => hostname)).toEqual(['host1', 'host2']);
});

describe('gates on saved trials', () => {
  const drain = findWorkload('drain') as Workload;
  /** Two versions of drain; the second is three times as slow. */
  const drained = () => {
    const plan = planOf(['baseline', 'v3']);
    const document = comparisonOf(plan, {
      config: { ...config, workload: 'drain', options: withDefaults(drain.options) },
    });
    const trials = document.trials.map((trial) => {
      const slow = trial.arm === 'v3' ? 3 : 1;
      const values = series((1e6 + (trial.round ?? 0) * 1e3) * slow, 1e3, 20);
      return { ...trial, workload: 'drain', metrics: { 'drain.latency': summarize(values, 'ns') } };
    });
    return { ...document, trials };
  };
  const judged = async (gate: string, workload?: string) => {
    const own = { ...asTyped, gates: [gate] };
    const document = judgeInput(await read([drained()], workload === undefined ? {} : { workload }), own);
    return { gates: document.gates, code: exitCodeOfComparison(document, own, { interrupted: false }) };
  };

  test('apply to the workload of the file', async () => {
    const { gates, code } = await judged('drain.latency.p50 > +10%');
    expect(gates).toMatchObject([{ label: 'v3', outcome: 'failed' }]);
    expect(code).toBe(exitCode.gateNotMet);
    expect((await judged('drain.latency.p50 > +10%', 'drain')).code).toBe(exitCode.gateNotMet);
  });

  test('are rejected if the workload lacks the metric, or differs from the given workload', async () => {
    expect((await refusal(() => judged('unmap.latency.p50 > +10%'))).message).toBe(
      "--fail-if: unknown metric 'unmap.latency'",
    );
    const error = await refusal(() => judged('unmap.latency.p50 > +10%', 'blob-unmap'));
    expect(error.message).toMatch(/^--workload: '.*a\.json' holds trials of drain, not of blob-unmap$/);
    expect((await refusal(() => judged('v2:drain.latency.p50 > +10%'))).message).toContain("'v2' is not compared here");
  });

  test('are rejected if the workload is unknown', async () => {
    const foreign = { ...drained(), config: { ...drained().config, workload: 'of-tomorrow' } };
    const input = await read([foreign]);
    expect((await refusal(() => judgeInput(input, { ...asTyped, gates: ['a.b.p50 > 1x'] }))).message).toMatch(
      /a workload that this version does not have/,
    );
    expect(judgeInput(input, asTyped).gates).toEqual([]);
  });
});

test('a gate on missing values never passes', async () => {
  const strict = { ...asTyped, gates: ['v2:unmap.latency.p50 > +10%'], strict: true };
  const input = await read([comparisonOf(planOf(['v1', 'v3']))]);
  const code = () => {
    try {
      return exitCodeOfComparison(judgeInput(input, strict), strict, { interrupted: false });
    } catch (error) {
      return error instanceof UsageError ? error.exitCode : 'a bug';
    }
  };
  expect([exitCode.usage, exitCode.gateNotMet]).toContain(code());
});

describe('a baseline', () => {
  const kept = comparisonOf(planOf(['v1', 'v2'], 7, { reference: 'v2' }));

  test('adds its reference, which is the reference of all arms', async () => {
    const input = withSavedReference(await read([comparisonOf(planOf(['baseline', 'v3']))]), 'old', kept, false);
    expect(labelsOf(input)).toEqual(['old:v2', 'baseline', 'v3']);
    expect(input.plan.arms.map(({ label }) => label)).toEqual(['old:v2', 'baseline', 'v3']);
    expect(input.plan.reference).toBe('old:v2');
    expect(input.arms[0]?.trials).toHaveLength(7);
    expect(input.arms[0]?.trials.every(({ version }) => version === 'v2')).toBe(true);
    expect(codesOf(input)).toEqual(['not-interleaved']);
    expect(input.joined).toBe(true);
  });

  test('must be comparable', async () => {
    const input = await read([comparisonOf(planOf(['baseline', 'v3']))]);
    const foreign = { ...kept, environment: hostOf('elsewhere') };
    const error = await refusal(() => withSavedReference(input, 'old', foreign, false));
    expect(error.message).toContain('differ in host name (elsewhere / host)');
    expect(codesOf(withSavedReference(input, 'old', foreign, true))).toEqual(['not-interleaved', 'not-comparable']);
  });
});
