// Unmaps that the trace reports only in part, or with values that are impossible.
import { describe, expect, test } from 'vitest';
import { imported, measured, oldLog, step, steps, threads, unmapLine, us, wholeUnmap } from '../support/qemu-traces.js';

const { main } = threads;
type Line = [number, number, string];

describe('how the third argument is read', () => {
  const finishes = async (argument: string, ...states: number[]) => {
    const lines = states.map((state, i): Line => [main, i, unmapLine(7, state, argument)]);
    return (await imported(oldLog(...lines))).report.unmaps.finished;
  };
  test('as a flag: 10.2', async () => expect(await finishes('finish_unmapping', 0, 1)).toBe(1));
  test('as a state: 1 is still in progress', async () => expect(await finishes('mapping_state', 0, 1)).toBe(0));
  test('as a state: 2 is the finish', async () => expect(await finishes('mapping_state', 0, 1, 2)).toBe(1));
  test('unnamed: a 2 anywhere means that it is a state', async () => expect(await finishes('x', 0, 1, 2)).toBe(1));
  test('unnamed, without a 2: a flag', async () => expect(await finishes('x', 0, 1)).toBe(1));
});

describe('incomplete', () => {
  test('without any unmap there is no latency, not a latency of 0', async () => {
    const { report } = await imported(oldLog([main, 1, 'some_event 1']));
    expect(report.unmaps).toEqual({
      started: 0,
      finished: 0,
      withoutFinish: 0,
      withoutStart: 0,
      gracePeriodsInferred: 0,
    });
  });

  test('an unmap that began before the trace is finished, but has no latency', async () => {
    const read = await imported(oldLog([main, 800, unmapLine(7, 2)]));
    expect(steps(read)).toEqual([step('unmap_finished', 800, 7n, 0n)]);
    expect(read.report.unmaps).toMatchObject({ finished: 1, withoutStart: 1 });
    expect(read.report.unmaps).not.toHaveProperty('latencyNs');
  });

  test('an unmap that is in progress when the trace ends', async () => {
    const { report } = await imported(oldLog(...wholeUnmap.slice(0, 3)));
    expect(report.unmaps).toMatchObject({ started: 1, finished: 0, withoutFinish: 1 });
  });

  test('an unmap that started twice: the lost finish is not inferred from the second', async () => {
    const again = wholeUnmap.map(([tid, at, text]): Line => [tid, at + 1000, text]);
    const { report } = await imported(oldLog(...wholeUnmap.slice(0, 3), ...again));
    expect(report.unmaps).toMatchObject({ started: 2, finished: 1, withoutFinish: 1, latencyNs: { max: 700_000 } });
  });
});

describe('resource ids', () => {
  test.each([
    ['the largest', '0xffffffff', 0xffff_ffffn],
    ['of 64 bits', '0xffffffffffffffff', 2n ** 64n - 1n],
    ['negative', '-1', 2n ** 64n - 1n],
    ['zero', '0x0', 0n],
  ])('%s', async (_, text, id) => {
    const read = await imported(oldLog([main, 1, unmapLine(text, 0)], [main, 3, unmapLine(text, 2)]));
    expect(steps(read)).toEqual([step('unmap_started', 1, id, 0n), step('unmap_finished', 3, id, us(2) | measured)]);
  });

  test('a hundred thousand unmaps that never finish', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i): Line => [main, i, unmapLine(i, 0)]);
    const { report } = await imported(oldLog(...lines));
    expect(report.unmaps).toMatchObject({ started: 100_000, finished: 0, withoutFinish: 100_000 });
  });
});
