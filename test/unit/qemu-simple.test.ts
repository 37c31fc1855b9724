// Turns a file of QEMU's simple backend into a recording.
import { describe, expect, test } from 'vitest';
import type { QemuEvent } from '../../src/trace/qemu/qemu-event.js';
import { SimpleParser } from '../../src/trace/qemu/simple-parser.js';
import { imported, SimpleTrace, u32, u64 } from '../support/qemu-traces.js';

const unmap = 'virtio_gpu_cmd_res_unmap_blob';

const whole = () =>
  new SimpleTrace()
    .event(unmap, 1000, 7, 0x55, 0)
    .event('virtio_gpu_cmd_suspended', 1100, 0x209)
    .event('flatview_destroy_rcu', 51_000, 0x10, 0x20)
    .event('flatview_destroy', 101_000, 0x10, 0x20)
    .event(unmap, 102_000, 7, 0x55, 1);

test('events keep their names, times and arguments, on one row', async () => {
  const { events, kinds, report, meta } = await imported(whole().bytes());
  const marks = events.filter(({ kind }) => kind.startsWith('qemu:'));
  expect(marks.map(({ thread, timeNs, kind, a, b }) => [thread, timeNs, kind, a, b])).toEqual([
    ['all threads', 1000n, `qemu:${unmap}`, 7n, 0n],
    ['all threads', 1100n, 'qemu:virtio_gpu_cmd_suspended', 0x209n, 0n],
    ['all threads', 51_000n, 'qemu:flatview_destroy_rcu', 0x10n, 0x20n],
    ['all threads', 101_000n, 'qemu:flatview_destroy', 0x10n, 0x20n],
    ['all threads', 102_000n, `qemu:${unmap}`, 7n, 1n],
  ]);
  expect(kinds).toContainEqual(expect.objectContaining({ key: `qemu:${unmap}`, a: 'resource', b: 'state' }));
  expect(report).toMatchObject({ format: 'qemu-simple', events: 5, spanNs: 101_000, droppedEvents: 0, warnings: [] });
  expect(report.unmaps).toMatchObject({ finished: 1, latencyNs: { p50: 101_000, max: 101_000 } });
  expect(meta).toMatchObject({ source: 'qemu-simple', events: 5, dropped_events: 0 });
});

test('a lock event has a string between its numbers', async () => {
  const { events, report } = await imported(
    new SimpleTrace().event('qemu_mutex_lock', 5, 0x40, '../../util/main-loop.c', 318).bytes(),
  );
  expect(events).toMatchObject([{ kind: 'qemu:qemu_mutex_lock', a: 0x40n, b: 318n }]);
  expect(report.warnings).toMatchObject([{ code: 'no-thread-ids' }]);
});

test('numbers of an unknown event are shown, unless strings are mixed with them', async () => {
  const { events, kinds } = await imported(
    new SimpleTrace()
      .event('some_event', 5, 1, 2, 3, 4)
      .event('text_event', 6, 'abc', 9)
      .event('bare_event', 7)
      .bytes(),
  );
  expect(events.map(({ kind, a, b }) => [kind, a, b])).toEqual([
    ['qemu:some_event', 1n, 2n],
    ['qemu:text_event', 0n, 0n],
    ['qemu:bare_event', 0n, 0n],
  ]);
  expect(kinds).toContainEqual(expect.objectContaining({ key: 'qemu:text_event', a: '', b: '' }));
});

test('an event that no mapping names keeps its number', async () => {
  const { events } = await imported(new SimpleTrace().record(99n, 5n, []).bytes());
  expect(events).toMatchObject([{ kind: 'qemu:event 99', timeNs: 5n }]);
});

test('drop records are counted, reported, and marked at their position', async () => {
  const { events, report, meta } = await imported(
    new SimpleTrace().event('some_event', 5, 1).dropped(7, 40).event('some_event', 9, 1).dropped(11, 2).bytes(),
  );
  expect([report.events, report.droppedEvents, meta.dropped_events]).toEqual([2, 42, 42]);
  expect(report.warnings).toMatchObject([{ code: 'dropped-events', message: 'QEMU dropped 42 events' }]);
  const drops = events.filter(({ kind }) => kind === 'qemu:events dropped');
  expect(drops.map(({ timeNs, a }) => [timeNs, a])).toEqual([
    [7n, 40n],
    [11n, 2n],
  ]);
});

describe('damaged', () => {
  test('a file truncated at any byte gives the complete events before that byte', () => {
    const bytes = whole().bytes();
    const counts = Array.from({ length: bytes.length + 1 }, (_, length) => {
      const events: QemuEvent[] = [];
      const parser = new SimpleParser((event) => events.push(event));
      parser.push(bytes.subarray(0, length));
      parser.end();
      return [events.length, parser.counts.cutBytes, parser.counts.damagedAt] as const;
    });
    expect(counts.map(([events]) => events)).toEqual([...counts.map(([events]) => events)].sort((a, b) => a - b));
    expect(counts.at(-1)).toEqual([5, 0, undefined]);
    // The last record: 8 bytes of type, 24 of header, 24 of arguments.
    expect(counts.at(-2)).toEqual([4, 55, undefined]);
    expect(counts.at(-57)).toEqual([4, 0, undefined]);
  });

  test('a truncated file causes a warning, and its recording is complete', async () => {
    const { report, whole: isWhole } = await imported(whole().bytes().subarray(0, -3));
    expect([report.events, isWhole]).toEqual([4, true]);
    expect(report.warnings).toMatchObject([{ code: 'cut', message: 'the file ends inside of a record (53 bytes)' }]);
  });

  test.each([
    ['an unknown type of record', u64(2n)],
    ['garbage', Buffer.alloc(4096, 0xa5)],
    ['an event shorter than its header', Buffer.concat([u64(1n, 3n, 9n), u32(23, 1)])],
    ['an event longer than QEMU can write', Buffer.concat([u64(1n, 3n, 9n), u32(0xffff_ffff, 1)])],
    ['an endless name', Buffer.concat([u64(0n, 3n), u32(0xffff_fff0)])],
  ])('%s: events before the damage are kept', async (_, damage) => {
    const { report } = await imported(whole().raw(damage).event('some_event', 9).bytes());
    expect(report.events).toBe(5);
    expect(report.warnings).toMatchObject([
      { code: 'damaged', message: `the file makes no sense from byte ${whole().bytes().length} on` },
    ]);
  });

  test('a string that is longer than its record', async () => {
    const trace = new SimpleTrace().map('qemu_mutex_lock').record(3n, 5n, [0x40]);
    const { report, events } = await imported(
      trace
        .raw(u64(1n, 3n, 6n))
        .raw(u32(36, 1))
        .raw(u64(0x41n))
        .raw(u32(0xffff_ffff))
        .bytes(),
    );
    expect(report.events).toBe(2);
    expect(events.map(({ a, b }) => [a, b])).toEqual([
      [0x40n, 0n],
      [0x41n, 0n],
    ]);
  });

  test('a time beyond the range of any clock', async () => {
    const { events } = await imported(new SimpleTrace().event('some_event', 2n ** 64n - 1n, 1).bytes());
    expect(events).toMatchObject([{ timeNs: 2n ** 63n - 1n }]);
  });
});

test('chunks may end anywhere', () => {
  const bytes = whole().dropped(103_000, 3).bytes();
  const parse = (size: number) => {
    const events: QemuEvent[] = [];
    const parser = new SimpleParser((event) => events.push(event));
    for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
    parser.end();
    return { events, counts: parser.counts };
  };
  const atOnce = parse(bytes.length);
  expect(atOnce.events.length).toBe(6);
  for (const size of [1, 3, 8, 100]) expect(parse(size)).toEqual(atOnce);
});
