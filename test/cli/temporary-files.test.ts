// Temporary files: a folder that cannot be used is an error that the user can fix, and file names cannot be guessed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';

describe('a missing TMPDIR causes a one-line error with a remedy', () => {
  test.each([
    [['run', 'v3', '--trace', 'off', '--seed', '1']],
    [['compare', 'baseline', 'v3', '--trials', '6', '--seed', '1']],
    [['fidelity', 'baseline', 'v3', '--rounds', '1', '--seed', '1']],
    [['explore', 'v3', '--scenario', 'drain', '--trace', 'x.json']],
  ])('%j', async (args) => {
    const { code, stderr } = await runCli(args, { env: { ...fakeEngine({ v3: 'notes' }), TMPDIR: '/nonexistent' } });
    expect(stderr).toBe(
      "Error: cannot make a folder for temporary files in '/nonexistent': no such file or folder\n" +
        '  Set the environment variable TMPDIR to a folder that you can write to.\n',
    );
    expect(code).toBe(1);
  });
});

test('explore --trace writes to no path that somebody else could have created before', async () => {
  const cwd = temporaryFolder();
  const victim = join(cwd, 'victim');
  writeFileSync(victim, 'precious');
  // Simulates an attacker who can write to the temporary folder and prepares files for every process.
  const preload = join(cwd, 'preload.cjs');
  const planted = `${cwd}/rcu-bench-explore-`;
  writeFileSync(
    preload,
    `require('node:fs').symlinkSync(${JSON.stringify(victim)}, ${JSON.stringify(planted)} + process.pid + '.rcutrace')`,
  );
  const env = { ...fakeEngine({ v3: 'deadlock' }), TMPDIR: cwd, NODE_OPTIONS: `--require ${preload}` };
  const { code } = await runCli(['explore', 'v3', '--scenario', 'drain', '--trace', 'x.json'], { cwd, env });
  expect(code).toBe(5);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  const left = readdirSync(cwd).filter((name) => name.startsWith('rcu-bench-') && !name.endsWith('.rcutrace'));
  expect(left).toEqual([]);
});
