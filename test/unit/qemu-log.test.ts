// Turns a log of QEMU into a recording.
import { describe, expect, test } from 'vitest';
import { LogParser } from '../../src/trace/qemu/log-parser.js';
import type { QemuEvent } from '../../src/trace/qemu/qemu-event.js';
import { imported, oldLog, oldNs, threads, viewLine, wholeUnmap } from '../support/qemu-traces.js';

const { main, rcu, vcpu } = threads;

test('events become marks with their names and arguments, on the rows of their threads', async () => {
  const { events, kinds, meta, whole } = await imported(
    oldLog([main, 1, 'qemu_something fd 5, arg 9'], [vcpu, 2, 'kvm_run_exit cpu_index 1, reason 2']),
  );
  expect(events).toEqual([
    { thread: 'thread 100', timeNs: oldNs(1), kind: 'qemu:qemu_something', a: 5n, b: 9n },
    { thread: 'vCPU 1', timeNs: oldNs(2), kind: 'qemu:kvm_run_exit', a: 1n, b: 2n },
  ]);
  const kind = { closes: undefined, shape: 3, category: 'qemu' };
  expect(kinds).toContainEqual({ ...kind, key: 'qemu:kvm_run_exit', name: 'kvm_run_exit', a: 'vcpu', b: 'reason' });
  expect(kinds).toContainEqual({
    ...kind,
    key: 'qemu:qemu_something',
    name: 'qemu_something',
    a: 'value 1',
    b: 'value 2',
  });
  expect(meta).toEqual({ title: 'trace', source: 'qemu-log', events: 2, skipped_lines: 0, dropped_events: 0 });
  expect(whole).toBe(true);
});

test('threads are named by their role, and ordered as in a recording of a trial', async () => {
  const { threads: rows, processes } = await imported(
    oldLog(
      [main, 1, 'virtio_gpu_cmd_res_unref res 0x1'],
      [rcu, 2, viewLine('destroy', 1)],
      [vcpu, 3, 'kvm_run_exit cpu_index 3, reason 2'],
      [vcpu, 4, 'virtio_gpu_cmd_res_unref res 0x2'],
      [104, 5, 'some_event'],
    ),
  );
  expect(processes).toEqual([{ pid: main, order: 0, name: 'QEMU' }]);
  expect(
    rows
      .map(({ tid, order, name }) => [tid, order, name])
      .slice(1)
      .sort(),
  ).toEqual([
    [main, 3, 'main loop'],
    [rcu, 4, 'RCU thread'],
    [vcpu, 1, 'vCPU 3'],
    [104, 6, 'thread 104'],
  ]);
});

test('threads without a known role keep the names of QEMU 11.0', async () => {
  const line = '2025-07-21T18:43:28.089797Z qemu: (12:worker): some_event 1\n';
  expect((await imported(line)).report.threads).toEqual([{ name: 'worker', tid: 12, events: 1 }]);
});

test('without thread ids all events are on one row', async () => {
  const { events, report } = await imported(
    '2025-07-21T18:43:28.000001Z flatview_new 0x1 (root 0x2)\n2025-07-21T18:43:28.000002Z some_event 3\n',
  );
  expect(events.map(({ thread }) => thread)).toEqual(['all threads', 'all threads']);
  expect(report.threads).toEqual([{ name: 'all threads', events: 2 }]);
});

test('lines that are not events are counted, whatever they contain', async () => {
  const good = oldLog([main, 1, 'some_event 1'], [main, 2, 'some_event 2']);
  const noise = ['Booting...', '\u001b[2J', '12@', '@@@@', '{"event": 1}', '\0\xff\0', ''].join('\n');
  const { report, meta } = await imported(`${noise}\n${good.replace('\n', `\r\n${noise}\n`)}`);
  expect([report.events, report.skippedLines]).toEqual([2, 14]);
  expect(meta.skipped_lines).toBe(14);
  expect(report.warnings).toEqual([]);
});

test('a file that ends inside of a line', async () => {
  const whole = oldLog([main, 1, 'some_event 1'], [main, 2, 'some_event 2']);
  const { report } = await imported(whole.slice(0, -'some_event 2\n'.length));
  expect([report.events, report.skippedLines]).toEqual([1, 1]);
});

test('some lines with a time and some without: the latter are reported', async () => {
  const { report } = await imported(`flatview_new 0x1\n${oldLog([main, 1, 'some_event 1'])}`);
  expect(report.events).toBe(1);
  expect(report.warnings.map(({ code, message }) => [code, message])).toEqual([
    ['untimed', '1 lines look like events, but have no time'],
  ]);
});

describe('order', () => {
  test('events of threads that write slightly late are sorted', async () => {
    const swapped = oldLog([main, 5, 'some_event 1'], [rcu, 2, 'some_event 2'], [main, 7, 'some_event 3']);
    const { events, report } = await imported(swapped.replaceAll(`${rcu}@`, `${main}@`));
    expect(events.map(({ timeNs, a }) => [timeNs, a])).toEqual([
      [oldNs(2), 2n],
      [oldNs(5), 1n],
      [oldNs(7), 3n],
    ]);
    expect(report.warnings).toEqual([]);
    expect(report.spanNs).toBe(5000);
  });

  test('a clock that was set back is reported, and times never decrease', async () => {
    const many = Array.from({ length: 5000 }, (_, i): [number, number, string] => [
      main,
      500_000 + i,
      `some_event ${i}`,
    ]);
    const { events, report } = await imported(oldLog(...many, [main, 7, 'some_event 9']));
    expect(events.length).toBe(5001);
    expect(events.filter(({ timeNs }) => timeNs < oldNs(500_000))).toEqual([]);
    expect(report.warnings).toMatchObject([
      { code: 'clock-went-back', message: expect.stringContaining('1 events were up to') },
    ]);
  });
});

test('more threads than rows: the threads with the fewest events share a row, and no event is lost', async () => {
  const many = Array.from({ length: 900 }, (_, i): [number, number, string] => [1000 + (i % 450), i, 'some_event 1']);
  const { events, report, threads: rows } = await imported(oldLog(...many, ...wholeUnmap));
  expect(rows.length).toBeLessThan(200);
  expect(events.filter(({ kind }) => kind === 'qemu:some_event').length).toBe(900);
  expect(report.threads.reduce((sum, thread) => sum + thread.events, 0)).toBe(906);
  const shared = events.filter(({ thread, kind }) => thread === 'other threads' && kind.startsWith('qemu:'));
  expect(report.threads.at(-1)).toEqual({ name: 'other threads', events: shared.length });
});

test('more names than kinds: the others become "other" events', async () => {
  const many = Array.from({ length: 5000 }, (_, i): [number, number, string] => [main, i, `made_up_${i}`]);
  const { events, kinds } = await imported(oldLog(...many));
  expect(events.length).toBe(5000);
  expect(kinds.length).toBeLessThan(4200);
  expect(events.at(-1)?.kind).toBe('qemu:other events');
});

test('chunks may end anywhere, even inside a character', () => {
  const text = Buffer.from(`é ü\n${oldLog(...wholeUnmap)}ß`);
  const parse = (size: number) => {
    const events: QemuEvent[] = [];
    const parser = new LogParser((event) => events.push(event));
    for (let at = 0; at < text.length; at += size) parser.push(text.subarray(at, at + size));
    parser.end();
    return { events, counts: parser.counts };
  };
  const whole = parse(text.length);
  expect([whole.events.length, whole.counts.skippedLines]).toEqual([6, 2]);
  for (const size of [1, 2, 7, 64]) expect(parse(size)).toEqual(whole);
});

test('an endless line uses bounded memory', () => {
  const events: QemuEvent[] = [];
  const parser = new LogParser((event) => events.push(event));
  for (let i = 0; i < 64; i++) parser.push(Buffer.alloc(1024 * 1024, 'x'));
  parser.push(Buffer.from(`\n${oldLog([main, 1, 'some_event 1'])}`));
  parser.end();
  expect([events.length, parser.counts.skippedLines]).toEqual([1, 1]);
});

test('the rest of a line that is too long is not read as a line', () => {
  const events: QemuEvent[] = [];
  const parser = new LogParser((event) => events.push(event));
  parser.push(Buffer.alloc(100_000, 'x'));
  parser.push(Buffer.from(oldLog([main, 1, 'some_event 1'], [main, 2, 'some_event 2'])));
  parser.end();
  expect([events.map(({ numbers }) => numbers), parser.counts.skippedLines]).toEqual([[[2n]], 1]);
});
