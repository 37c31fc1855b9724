// Trials that cannot be carried out, with the fake engine (test/support/fake-addon.cjs): results of other trials are
// judged and saved, and the missing trials are reported.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../src/documents/comparison.js';
import type { ResultDocument } from '../../src/documents/result.js';
import type { TortureDocument } from '../../src/documents/torture.js';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';

const noRoom = /cannot write the samples '.*': no space left on the disk/;
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')) as ResultDocument;

describe('where the samples of some trials cannot be written', () => {
  const compare = ['compare', 'baseline', 'v3', '--trials', '9', '--seed', '1', '--json', '--out', 'r.json'];

  test('a comparison runs its other trials, judges them and saves them', async () => {
    const cwd = temporaryFolder();
    const env = fakeEngine({ baseline: 'steady', v3: 'full-some' });
    const { code, stdout, stderr } = await runCli(compare, { cwd, env });
    const { trials, warnings } = readJson(cwd, 'r.json');
    const of = (version: string) => trials.filter((trial) => trial.version === version);
    const lost = 9 - of('v3').length;
    expect(of('baseline')).toHaveLength(9);
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(9);
    expect(trials.map(({ status }) => status)).not.toContain('crashed');
    expect(warnings.find(({ code }) => code === 'lost-trials')).toMatchObject({
      version: 'v3',
      message: expect.stringMatching(noRoom),
    });
    if (lost > 1) expect(stderr).toContain(`(${lost} trials were lost)`);
    expect(stderr.match(/^Error/gm)).toHaveLength(1); // one error for the single cause
    expect(warnings.map(({ code }) => code)).not.toContain('interrupted');
    const { rows } = JSON.parse(stdout) as ComparisonDocument;
    expect(rows.length).toBeGreaterThan(0);
    expect(stderr).toMatch(noRoom);
    expect(code).toBe(1);
  });

  test('an arm without any trial ends the comparison, and the results of the other arm are saved', async () => {
    const cwd = temporaryFolder();
    const { code, stderr } = await runCli(compare, { cwd, env: fakeEngine({ baseline: 'steady', v3: 'full' }) });
    const { trials } = readJson(cwd, 'r.json');
    expect(trials.length).toBeGreaterThan(0);
    expect(trials.length).toBeLessThan(9); // stops early: no comparison is possible
    expect(stderr).toMatch(noRoom);
    expect(code).toBe(1);
  });

  test('a run goes on with the next version', async () => {
    const cwd = temporaryFolder();
    const run = ['run', 'v2', 'v3', '--trace', 'off', '--seed', '1', '--json', '--out', 'r.json'];
    const { code, stderr } = await runCli(run, { cwd, env: fakeEngine({ v2: 'full' }) });
    expect(readJson(cwd, 'r.json').trials.map(({ version, status }) => [version, status])).toEqual([['v3', 'pass']]);
    expect(stderr).toMatch(noRoom);
    expect(code).toBe(1);
  });

  test('a run without any result prints an error and no table', async () => {
    const { code, stdout, stderr } = await runCli(['run', 'v3', '--trace', 'off'], { env: fakeEngine({ v3: 'full' }) });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(noRoom);
  });
});

test('a torture goes on with the next version when an RCU cannot be created', async () => {
  const torture = ['torture', 'v2', 'v3', '--duration', '1s', '--seed', '1', '--json'];
  const { code, stdout, stderr } = await runCli(torture, {
    cwd: temporaryFolder(),
    env: fakeEngine({ v2: 'refuse' }),
  });
  const { verdicts } = JSON.parse(stdout) as TortureDocument;
  expect(verdicts.map(({ version, verdict }) => [version, verdict])).toEqual([['v3', 'pass']]);
  expect(stderr).toBe("Error: cannot run 'v2': the RCU cannot be started: it is Sunday\n");
  expect(code).toBe(1);
});
