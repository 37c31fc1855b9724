import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResultDocument, TrialResult } from '../../src/documents/result.js';
import { runCli } from '../support/cli.js';
import { SlurmCluster, whyNoSlurm } from './slurm-cluster.js';

const reason = whyNoSlurm();
if (reason !== undefined) console.warn(`SKIPPED: no Slurm to submit to. ${reason}`);

/** The script of the documentation, with a small measurement. */
function quick(name: string, options: string): string {
  const script = readFileSync(`docs/examples/${name}`, 'utf8');
  const changed = script.replace('--trials 96', options);
  if (name === 'scale-out.sbatch') expect(changed).not.toBe(script);
  return changed;
}

const settings = '--trials 4 --duration 200ms --warmup 0 --rate 20';

describe.skipIf(reason !== undefined)(`a Slurm cluster${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  const cluster = new SlurmCluster();
  const work = mkdtempSync(join(tmpdir(), 'rcu-bench-shards-'));
  const file = (name: string) => join(work, name);
  const documentOf = (name: string): ResultDocument => JSON.parse(readFileSync(file(name), 'utf8'));
  const tool = { RCU_BENCH: `${process.execPath} ${resolve('bin/run.js')}` };

  beforeAll(() => cluster.start());
  afterAll(async () => {
    const left = await cluster.stop();
    rmSync(work, { recursive: true, force: true });
    expect(left).toEqual([]);
  });

  test('runs the array of the documentation, then the merge', async () => {
    writeFileSync(file('array.sbatch'), quick('scale-out.sbatch', settings));
    writeFileSync(file('merge.sbatch'), quick('scale-out-merge.sbatch', ''));
    const array = cluster.submit(['--array=1-2', 'array.sbatch'], work, tool);
    const after = [`--dependency=afterok:${array}`, '--kill-on-invalid-dep=yes'];
    const merge = cluster.submit([...after, 'merge.sbatch'], work, tool);
    const states = await cluster.finish([array, merge]);
    const log = readFileSync(file(`rcu-bench-merge-${merge}.log`), 'utf8');
    expect(states, log).toEqual(Array(3).fill({ state: 'COMPLETED', exitCode: '0:0' }));
    expect(log).toContain('2 shards: 4 rounds of 2, 8 trials in whole.json');
    expect(log).toContain('reference; live, no violation seen in 4 trials');
  });

  test('each task measured its share of the rounds', () => {
    const roundsOf = (name: string) => documentOf(name).trials.map(({ round }) => round);
    expect(roundsOf('shard-1.json')).toEqual([0, 0, 2, 2]);
    expect(roundsOf('shard-2.json')).toEqual([1, 1, 3, 3]);
  });

  test('the merged result contains exactly the trials of the shards', () => {
    const [one, two, whole] = [documentOf('shard-1.json'), documentOf('shard-2.json'), documentOf('whole.json')];
    const byRound = [...one.trials, ...two.trials].sort((a, b) => (a.round ?? 0) - (b.round ?? 0));
    expect(whole.trials.map(withoutSamples)).toEqual(byRound.map(withoutSamples));
    expect(whole.config).toEqual(one.config);
    const { shard: first, ...plan } = one.plan ?? {};
    expect([first, whole.plan]).toEqual([{ index: 1, count: 2 }, plan]);
    expect(whole.shards).toEqual([
      { index: 1, count: 2, environment: one.environment },
      { index: 2, count: 2, environment: two.environment },
    ]);
    const parts = byRound.flatMap((trial) => samplesOf(work, trial));
    expect(parts.length).toBeGreaterThan(8);
    expect(whole.trials.flatMap((trial) => samplesOf(work, trial))).toEqual(parts);
  });

  test('compare reads the merged result', async () => {
    const { code, stdout, stderr } = await runCli(['compare', 'whole.json', '--json'], { cwd: work });
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).rows.length).toBeGreaterThan(0);
  });

  test('a failed shard prevents the merge', async () => {
    writeFileSync(file('failing.sbatch'), quick('scale-out.sbatch', '--trials 1'));
    rmSync(file('whole.json'));
    const array = cluster.submit(['--array=1-2', 'failing.sbatch'], work, tool);
    const after = [`--dependency=afterok:${array}`, '--kill-on-invalid-dep=yes'];
    const merge = cluster.submit([...after, 'merge.sbatch'], work, tool);
    const states = await cluster.finish([array, merge]);
    const failed = { state: 'FAILED', exitCode: '2:0' };
    expect(states).toEqual([failed, failed, { state: 'CANCELLED', exitCode: '0:0' }]);
    expect(readFileSync(file(`rcu-bench-${array}_2.log`), 'utf8')).toContain('1 rounds do not give 2 shards one each');
    expect(() => documentOf('whole.json')).toThrow(/ENOENT/);
  });
});

const withoutSamples = ({ samples: _, ...trial }: TrialResult) => trial;

/** Name and bytes of each sample series of a trial. */
const samplesOf = (folder: string, { samples = {} }: TrialResult): [string, string][] =>
  Object.entries(samples).map(([name, { file, offset, count }]) => {
    const bytes = readFileSync(join(folder, file)).subarray(offset, offset + 8 * count);
    expect(bytes.length).toBe(8 * count);
    return [name, bytes.toString('base64')];
  });
