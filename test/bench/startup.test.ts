// The benchmark of what starting costs: that it runs, and prints every figure. The figures themselves need an idle machine.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('it runs, and tells all parts', { timeout: 300_000 }, () => {
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
  // The last is a difference of two runs: on a busy machine it may be anything.
  for (const [, , ms, ratio] of rows.slice(0, -1)) expect([Number(ms) > 0, Number(ratio) > 0]).toEqual([true, true]);
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
});
