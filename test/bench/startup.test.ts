// Checks that the benchmark of the startup cost runs and prints every figure. Correct figures need an idle machine.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the benchmark runs and prints all parts', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/startup.js', '--smoke'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const rows = [...stdout.matchAll(/^(.+?) +(-?\d+) ms +(-?\d+\.\d\d)x(?: {2}goal (\d\.\d)x)?/gm)];
  expect(rows.map(([, what, , , goal]) => [what, goal])).toEqual([
    ['node -e 0', undefined],
    ['--version', '1.3'],
    ['--help', '2.0'],
    ['run --help', '2.0'],
    ['trace cut --help', '2.0'],
    ['versions', undefined],
    ["a trial's process, until it is ready", '1.7'],
    ['node -e 0', undefined],
    ["a trial's process, until it is ready", undefined],
    ['a trial of compare, added', '2.0'],
  ]);
  // The last figure is a difference of two runs, which may have any value on a busy machine.
  for (const [, , ms, ratio] of rows.slice(0, -1)) expect([Number(ms) > 0, Number(ratio) > 0]).toEqual([true, true]);
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
});
