import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { readScenario } from '../../src/bench/environment/host.js';
import type { ProviderInfo } from '../../src/documents/provider.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { mergeShards } from '../../src/results/merge.js';
import { readResult } from '../../src/results/result-file.js';
import { readSamples } from '../../src/results/sample-file.js';
import { parseScenario } from '../../src/workloads/parse-scenario.js';
import { temporaryFolder } from '../support/cli.js';
import { comparisonOf, hostOf, planOf, samplesOf, save } from '../support/saved-comparisons.js';

const toyLibrary: ProviderInfo = {
  version: './libtoy.so',
  file: '/home/me/libtoy.so',
  name: 'toy',
  rcuVersion: '',
  interfaceVersion: 1,
  offers: {
    force: true,
    drain: true,
    synchronize: true,
    notifiers: true,
    inlinedReads: true,
    gracePeriods: true,
    forces: true,
    waits: true,
  },
  inferred: false,
  forcesOnUnmap: true,
};
const labels = ['baseline', 'v1', 'v3'];
const whole = planOf(labels, 8);
const shardOf = (index: number, count = 3, changes: Partial<ResultDocument> = {}) =>
  comparisonOf({ ...whole, shard: { index, count } }, { environment: hostOf(`host${index}`), ...changes });

/** Saves these shards in files named by their numbers. */
function saveAll(folder: string, shards: readonly ResultDocument[]): string[] {
  return shards.map((document, i) => save(join(folder, `part${i + 1}.json`), document));
}

const three = (folder: string) =>
  saveAll(
    folder,
    [1, 2, 3].map((index) => shardOf(index)),
  );

/** Text and suggestions of the merge error. */
async function refusal(files: readonly string[], folder: string, out = 'whole.json'): Promise<string> {
  try {
    await mergeShards(files, join(folder, out));
  } catch (error) {
    if (error instanceof UsageError && error.exitCode === 2) return [error.message, ...error.suggestions].join('\n');
    throw error;
  }
  throw new Error('they were merged');
}

describe('a merged result', () => {
  test('contains the trials of a complete run, in order', async () => {
    const folder = temporaryFolder();
    const merged = await mergeShards(three(folder), join(folder, 'whole.json'));
    const single = comparisonOf(whole);
    expect(merged.trials.map(({ samples: _, ...trial }) => trial)).toEqual(single.trials);
    expect(merged.plan).toEqual(whole);
    expect(merged.config).toEqual(single.config);
    expect(merged.shards?.map(({ index, count, environment }) => [index, count, environment.hostname])).toEqual([
      [1, 3, 'host1'],
      [2, 3, 'host2'],
      [3, 3, 'host3'],
    ]);
    expect(merged.environment.hostname).toBe('host1');
    expect(await readResult(join(folder, 'whole.json'))).toEqual(merged);
  });

  test('does not depend on the order of the files', async () => {
    const folder = temporaryFolder();
    const [one = '', two = '', three_ = ''] = three(folder);
    const orders = [
      [one, two, three_],
      [three_, two, one],
      [two, three_, one],
    ];
    const bytes = [];
    for (const [i, files] of orders.entries()) {
      const file = join(folder, `${i}`, 'whole.json');
      await mergeShards(files, file);
      bytes.push([readFileSync(file), readFileSync(`${file}.samples`)].map((buffer) => buffer.toString('base64')));
    }
    expect(bytes[1]).toEqual(bytes[0]);
    expect(bytes[2]).toEqual(bytes[0]);
  });

  test('keeps every sample', async () => {
    const folder = temporaryFolder();
    const merged = await mergeShards(three(folder), join(folder, 'whole.json'));
    expect(merged.trials).toHaveLength(24);
    for (const { samples, round = -1, arm = '' } of merged.trials) {
      const [latency, wait] = [samples?.['unmap.latency'], samples?.['bql.wait']];
      if (latency === undefined || wait === undefined) throw new Error('samples are missing');
      expect(latency.file).toBe('whole.json.samples');
      expect(readSamples(join(folder, latency.file), latency)).toEqual(samplesOf(round, arm));
      expect([...readSamples(join(folder, wait.file), wait)]).toEqual([round]);
    }
  });

  test('may come from different folders, with one file name', async () => {
    const folder = temporaryFolder();
    const files = [1, 2].map((index) => save(join(folder, `${index}`, 'result.json'), shardOf(index, 2)));
    const merged = await mergeShards(files, join(folder, 'whole.json'));
    const ref = merged.trials[1]?.samples?.['unmap.latency'];
    const { round = -1, arm = '' } = merged.trials[1] ?? {};
    expect(ref && readSamples(join(folder, ref.file), ref)).toEqual(samplesOf(round, arm));
  });

  test('contains each warning once', async () => {
    const folder = temporaryFolder();
    const warning = (code: string) => ({ code, message: code, remedy: 'none' });
    const shards = [
      shardOf(1, 2, { warnings: [warning('noisy-machine'), warning('no-tail')] }),
      shardOf(2, 2, { warnings: [warning('no-tail'), warning('steal-time')] }),
    ];
    const merged = await mergeShards(saveAll(folder, shards), join(folder, 'whole.json'));
    expect(merged.warnings.map(({ code }) => code)).toEqual(['noisy-machine', 'no-tail', 'steal-time']);
  });

  test('may consist of a single shard of one', async () => {
    const folder = temporaryFolder();
    const merged = await mergeShards(saveAll(folder, [shardOf(1, 1)]), join(folder, 'whole.json'));
    expect(merged.plan).toEqual(whole);
    expect(merged.trials).toHaveLength(24);
  });

  test('includes failed trials like any others', async () => {
    const folder = temporaryFolder();
    const stalled = shardOf(2, 2);
    const trials = stalled.trials.map((trial, i) => (i === 0 ? { ...trial, status: 'stalled' as const } : trial));
    const files = saveAll(folder, [shardOf(1, 2), { ...stalled, trials }]);
    const merged = await mergeShards(files, join(folder, 'whole.json'));
    expect(merged.trials.filter(({ status }) => status === 'stalled')).toMatchObject([{ round: 1 }]);
  });
});

describe('merge rejects', () => {
  test.each([
    ['a shard', 'part2.json', /^--out: '.*part2\.json' is itself a shard$/m],
    [
      'the samples of a shard',
      'part2.json.samples',
      /^--out: '.*part2\.json\.samples' has the samples of '.*part2\.json'$/m,
    ],
    ['a shard through another path', 'link.json', /^--out: '.*part2\.json' is itself a shard$/m],
  ])('overwriting %s, which stays unchanged', async (_, out, message) => {
    const folder = temporaryFolder();
    const files = three(folder);
    symlinkSync('part2.json', join(folder, 'link.json'));
    const bytes = () => files.map((file) => [readFileSync(file, 'latin1'), readFileSync(`${file}.samples`, 'latin1')]);
    const before = bytes();
    expect(await refusal(files, folder, out)).toMatch(message);
    expect(bytes()).toEqual(before);
  });

  test('shards that measured another build of a library', async () => {
    const folder = temporaryFolder();
    const withLibrary = (index: number, sha256: string) => {
      const environment = { ...hostOf(`host${index}`), providers: [{ ...toyLibrary, sha256: sha256.repeat(32) }] };
      return shardOf(index, 2, { environment });
    };
    const same = saveAll(join(folder, 'same'), [withLibrary(1, 'ab'), withLibrary(2, 'ab')]);
    expect((await mergeShards(same, join(folder, 'same.json'))).trials).toHaveLength(24);
    const text = await refusal(saveAll(folder, [withLibrary(1, 'ab'), withLibrary(2, 'cd')]), folder);
    expect(text).toMatch(/not of one comparison: they differ in the library \.\/libtoy\.so$/m);
    expect(text).toContain('measure them again with one build');
  });

  test('a shard that lacks the scenario of another shard', async () => {
    const folder = temporaryFolder();
    const scenario = parseScenario('desktop', readScenario('desktop'));
    const second = shardOf(2, 2);
    const files = saveAll(folder, [shardOf(1, 2), { ...second, config: { ...second.config, scenario } }]);
    expect(await refusal(files, folder)).toMatch(/they differ in scenario$/m);
  });

  test('a missing shard, with its number', async () => {
    const folder = temporaryFolder();
    const files = three(folder);
    expect(await refusal(files.slice(1), folder)).toMatch(/^of 3 shards these are missing: 1$/m);
    expect(await refusal(files.slice(0, 1), folder)).toMatch(/^of 3 shards these are missing: 2, 3$/m);
  });

  test('a duplicate shard, with both file names', async () => {
    const folder = temporaryFolder();
    const files = saveAll(folder, [shardOf(1), shardOf(2), shardOf(3), shardOf(2)]);
    const text = await refusal(files, folder);
    expect(text).toContain('part2.json');
    expect(text).toContain('part4.json');
    expect(text).toContain('are both shard 2 of 3');
    expect(await refusal([files[0] ?? '', ...files.slice(0, 3)], folder)).toContain('are both shard 1 of 3');
  });

  const { config, tool } = shardOf(2, 2);
  test.each<[string, Partial<ResultDocument>, string]>([
    ['seed', { config: { ...config, seed: 8 } }, 'seed'],
    ['duration', { config: { ...config, durationNs: 1e9 } }, 'durationNs'],
    ['options', { config: { ...config, options: { ...config.options, kickNs: 1 } } }, 'options'],
    ['tool', { tool: { ...tool, commit: 'abc-dirty' } }, 'version of rcu-bench'],
    ['rounds', { plan: planOf(labels, 9, { shard: { index: 2, count: 2 } }) }, 'rounds'],
    ['reference', { plan: { ...whole, reference: 'v3', shard: { index: 2, count: 2 } } }, 'reference'],
    ['arms', { plan: planOf(['baseline', 'v1', 'v2'], 8, { shard: { index: 2, count: 2 } }) }, 'versions'],
    ['count', { plan: { ...whole, shard: { index: 2, count: 3 } } }, 'number of shards'],
  ])('a shard of another run: its %s', async (_, changes, key) => {
    const folder = temporaryFolder();
    const files = saveAll(folder, [shardOf(1, 2), { ...shardOf(2, 2), ...changes }]);
    const text = await refusal(files, folder);
    expect(text).toMatch(new RegExp(`not of one comparison: they differ in ${key}$`, 'm'));
    for (const name of ['part1.json', 'part2.json']) expect(text).toContain(name);
  });

  test.each([
    [
      'interrupted in a trial',
      (all: ResultDocument['trials']) =>
        all.map((trial, i) => (i === all.length - 1 ? { ...trial, status: 'interrupted' as const } : trial)),
      1,
    ],
    ['ended before a trial', (all: ResultDocument['trials']) => all.slice(0, -1), 1],
    ['ended before a round', (all: ResultDocument['trials']) => all.slice(0, -3), 3],
  ])('an incomplete shard: %s', async (_, cut, missing) => {
    const folder = temporaryFolder();
    const second = shardOf(2, 2);
    const files = saveAll(folder, [shardOf(1, 2), { ...second, trials: cut(second.trials) }]);
    const text = await refusal(files, folder);
    expect(text).toContain('part2.json');
    expect(text).toContain(`(shard 2 of 2) was cut short: ${missing} of its trials are missing`);
  });

  test('a result that is not a shard, and a file that is not a result', async () => {
    const folder = temporaryFolder();
    const files = saveAll(folder, [comparisonOf(whole)]);
    expect(await refusal(files, folder)).toMatch(/part1\.json' is not a shard/);
    expect(await refusal([], folder)).toMatch(/nothing to merge/);
  });
});
