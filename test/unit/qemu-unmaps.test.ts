// The steps of an unmap in the trace of a real QEMU, and the grace periods inferred between them.
import { describe, expect, test } from 'vitest';
import {
  imported,
  measured,
  oldLog,
  own,
  step,
  steps,
  suspendedLine,
  threads,
  unmapLine,
  us,
  viewLine,
  wholeUnmap,
} from '../support/qemu-traces.js';

const { main, rcu } = threads;
type Line = [number, number, string];

test('started, suspended, two grace periods, finished', async () => {
  const read = await imported(oldLog(...wholeUnmap));
  const finished = step('unmap_finished', 800, 7n, us(700) | measured);
  expect(steps(read).toSorted()).toEqual(
    [
      step('unmap_started', 100, 7n, 0n),
      step('qemu_gp1', 120, 7n, us(300)),
      step('qemu_gp2', 420, 7n, us(360)),
      step('unmap_completed', 780, 7n, 2n),
      finished,
    ].toSorted(),
  );
  expect(read.report.unmaps).toEqual({
    started: 1,
    finished: 1,
    withoutFinish: 0,
    withoutStart: 0,
    gracePeriodsInferred: 1,
    latencyNs: { p50: 700_000, max: 700_000 },
  });
});

test('steps are on the main loop; inferred grace periods have a separate row', async () => {
  const read = await imported(oldLog(...wholeUnmap));
  const rowOf = Object.fromEntries(own(read).map(({ kind, thread }) => [kind, thread]));
  expect(rowOf).toEqual({
    unmap_started: 'main loop',
    unmap_finished: 'main loop',
    qemu_gp1: 'grace periods (inferred)',
    qemu_gp2: 'grace periods (inferred)',
    unmap_completed: 'grace periods (inferred)',
  });
});

test("kinds have the tool's keys, and names that mark inferred ones", async () => {
  const { kinds } = await imported(oldLog(...wholeUnmap));
  const shown = kinds.filter(({ category }) => category === 'unmap' || category === 'grace_period');
  expect(shown.map(({ key, shape, name }) => [key, shape, name])).toEqual([
    ['unmap_started', 3, 'unmap started'],
    ['unmap_completed', 3, 'region gone (inferred)'],
    ['unmap_finished', 3, 'unmap finished'],
    ['qemu_gp1', 6, 'GP1 (inferred)'],
    ['qemu_gp2', 6, 'GP2 (inferred)'],
  ]);
});

test('every event stays as a mark beside its step', async () => {
  const { events } = await imported(oldLog(...wholeUnmap));
  expect(events.filter(({ kind }) => kind.startsWith('qemu:')).length).toBe(wholeUnmap.length);
});

test('a view that is queued before the suspension: one grace period', async () => {
  const lines = wholeUnmap.map(([tid, at, text]): Line => [tid, at === 420 ? 115 : at, text]);
  expect(steps(await imported(oldLog(...lines))).slice(0, 2)).toEqual([
    step('qemu_gp1', 115, 7n, us(665)),
    step('unmap_completed', 780, 7n, 1n),
  ]);
});

test('a view of a map that is freed in between is not the awaited view', async () => {
  const earlier: Line[] = [
    [rcu, 200, viewLine('destroy_rcu', 0x99)],
    [rcu, 300, viewLine('destroy', 0x99)],
  ];
  expect(steps(await imported(oldLog(...wholeUnmap, ...earlier)))).toEqual(
    steps(await imported(oldLog(...wholeUnmap))),
  );
});

test('a command that is retried too early: the first suspension counts', async () => {
  const again: Line[] = [
    [main, 300, unmapLine(7, 1)],
    [main, 310, suspendedLine],
  ];
  expect(steps(await imported(oldLog(...wholeUnmap, ...again)))).toEqual(steps(await imported(oldLog(...wholeUnmap))));
});

test('a view that is freed twice because the trace lost a queue event: only the first free counts', async () => {
  const again: Line[] = [[rcu, 790, viewLine('destroy', 0x10)]];
  expect(steps(await imported(oldLog(...wholeUnmap, ...again)))).toEqual(steps(await imported(oldLog(...wholeUnmap))));
});

describe('nothing is inferred', () => {
  const without = (text: string) => wholeUnmap.filter(([, , line]) => !line.startsWith(text));
  test.each([
    ['without the suspension', without('virtio_gpu_cmd_suspended'), 'virtio_gpu_cmd_suspended'],
    ['without queued views', without('flatview_destroy_rcu'), 'flatview_destroy_rcu'],
    ['without freed views', without('flatview_destroy '), 'flatview_destroy'],
  ])('%s: the warning names the event', async (_, lines, missing) => {
    const read = await imported(oldLog(...lines));
    expect(own(read).map(({ kind }) => kind)).toEqual(['unmap_started', 'unmap_finished']);
    expect(read.report.unmaps).toMatchObject({ finished: 1, gracePeriodsInferred: 0 });
    expect(read.report.warnings).toMatchObject([
      { message: `no grace periods were inferred: the trace has no ${missing}` },
    ]);
  });

  test('from a view that was queued before the start', async () => {
    const lines = wholeUnmap.map(([tid, at, text]): Line => [tid, at === 420 ? 90 : at, text]);
    const read = await imported(oldLog(...lines));
    expect(read.report.unmaps).toMatchObject({ finished: 1, gracePeriodsInferred: 0 });
    expect(read.report.warnings).toEqual([]);
  });
});

test('a reset: unmaps that overlap end with the same view', async () => {
  const read = await imported(
    oldLog(
      [main, 10, unmapLine(1, 0)],
      [main, 11, suspendedLine],
      [main, 12, unmapLine(2, 0)],
      [main, 13, suspendedLine],
      [rcu, 50, viewLine('destroy_rcu', 0x10)],
      [rcu, 90, viewLine('destroy', 0x10)],
      [main, 95, unmapLine(1, 2)],
      [main, 96, unmapLine(2, 2)],
    ),
  );
  const rows = steps(read).filter(([kind]) => String(kind).startsWith('qemu_gp'));
  expect(rows).toEqual([
    step('qemu_gp1', 11, 1n, us(39)),
    step('qemu_gp1', 13, 2n, us(37)),
    step('qemu_gp2', 50, 1n, us(40)),
    step('qemu_gp2', 50, 2n, us(40)),
  ]);
  expect(read.report.unmaps.latencyNs).toEqual({ p50: 84_500, max: 85_000 });
});

test('the median of many, and their maximum', async () => {
  const lines = Array.from({ length: 101 }, (_, i): Line[] => [
    [main, 2000 * i, unmapLine(i, 0)],
    [main, 2000 * i + 10 * (i + 1), unmapLine(i, 2)],
  ]).flat();
  expect((await imported(oldLog(...lines))).report.unmaps.latencyNs).toEqual({ p50: 510_000, max: 1_010_000 });
});
