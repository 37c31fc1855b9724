// Checks the arithmetic of the tracer benchmark, and that it builds and runs. bench/tracing/README.md has its figures.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { goalOf, type Measured, type Row, resolutionOf, rowsOf } from '../../bench/tracing/figures.js';
import { tableText } from '../../bench/tracing/table.js';

const timed = (key: string, loopsNs: number[], attached = false) => ({ key, attached, loopsNs });
const clocks = [timed('untraced', [100, 300, 100]), timed('rdtsc', [1100, 2300, 1100])];
const recorder = timed('recorder', [1200, 2300, 1300]);
const measured = (...parts: Measured['parts']): Measured => ({ events: 100, parts: [...clocks, recorder, ...parts] });

const rowOf = (rows: Row[], key: string) => rows.find((row) => row.key === key);

test('subtracts the untraced loop of the same round, and takes the median of the ratios of all rounds', () => {
  const rows = rowsOf(measured(timed('clock_gettime', [2600, 5300, 2100])), {});
  expect(rowOf(rows, 'rdtsc')).toMatchObject({ minNs: 10, medianNs: 10, ratio: 1 });
  expect(rowOf(rows, 'clock_gettime')).toMatchObject({ minNs: 20, medianNs: 25, ratio: 2.5 });
  expect(resolutionOf(measured())).toEqual({ ns: 1, ratio: 0.1 });
});

test.each([
  [[1200, 2300, 1300], 1.1, true],
  [[1400, 2800, 1400], 1.3, false],
])('whether the goal is met with %j', (loopsNs, ratio, met) => {
  const rows = rowsOf({ events: 100, parts: [...clocks, timed('recorder', loopsNs)] }, {});
  expect(goalOf(rows)).toEqual({ limit: 1.2, ratio: expect.closeTo(ratio), met });
});

test('a missing measurement has a reason instead of a figure', () => {
  const reasons = (measured: Measured) =>
    Object.fromEntries(
      rowsOf(measured, { lttng: 'not recorded: x' }).map((row) => [row.key, 'absent' in row ? row.absent : 'measured']),
    );
  const missing = reasons(measured());
  expect(missing.lttng_off).toBe('not installed (apt-get install liblttng-ust-dev)');
  expect(missing.usdt_attached).toBe('not installed (apt-get install systemtap-sdt-dev)');
  const loops = [1100, 1300, 1100];
  const parts = [timed('lttng_discard', loops), timed('lttng_overwrite', loops, true), timed('lttng_off', loops, true)];
  const silent = reasons(measured(...parts, timed('usdt_attached', loops), timed('usdt_off', loops)));
  expect(silent).toMatchObject({
    lttng_discard: 'not recorded: x',
    lttng_overwrite: 'measured',
    lttng_off: 'another tracer listens to it',
    usdt_attached: 'its tracer did not listen',
    usdt_off: 'measured',
  });
});

test('prints the table', () => {
  const rows: Row[] = [
    { key: 'a', label: 'traced', minNs: 436.6, medianNs: 9.25, ratio: 1.005 },
    { key: 'b', label: 'off', minNs: -0.3, medianNs: 0.1, ratio: 0.01 },
    { key: 'c', label: 'away', absent: 'not installed (apt-get install c)' },
  ];
  expect(tableText(rows, { ns: 0.27, ratio: 0.03 }).split('\n')).toEqual([
    '         ns, least  ns, median     x rdtsc',
    'traced         437        9.25        1.00',
    'off         < 0.27      < 0.27      < 0.03',
    'away     not installed (apt-get install c)',
  ]);
});

test('the benchmark builds, runs, and prints all parts', () => {
  const args = ['bench/tracing/run.js', '--rounds', '3', '--events', '1000', '--no-tracers', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const { rounds, events, goal, rows } = JSON.parse(stdout);
  expect([rounds, events, goal.limit]).toEqual([3, 1000, 1.2]);
  expect(rowOf(rows, 'recorder')).toMatchObject({ medianNs: expect.any(Number), ratio: expect.any(Number) });
  expect(rowOf(rows, 'lttng_overwrite')).toMatchObject({ absent: expect.stringMatching(/^not (asked for|installed)/) });
});

test.each([['0'], ['-1'], ['1.5'], ['many']])('--rounds=%s is rejected', (rounds) => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/tracing/run.js', `--rounds=${rounds}`], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([2, `Error: --rounds: '${rounds}' is not a whole number above 0\n`]);
});
