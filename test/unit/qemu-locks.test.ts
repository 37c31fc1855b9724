// Lock events in the trace of a real QEMU become slices: one for waiting, one for holding.
import { describe, expect, test } from 'vitest';
import { type Imported, imported, lockLine, oldLog, oldNs, threads } from '../support/qemu-traces.js';

const { main, rcu, vcpu } = threads;
const mutex = 0x40;
const bql = 0x50;

const slices = ({ events }: Imported) => events.map(({ kind, timeNs, a, b }) => [kind, timeNs, a, b]);
const part = (kind: string, us: number, a: number, b = 0) => [kind, oldNs(us), BigInt(a), BigInt(b)];

test('lock, locked and unlock become a wait and a hold, with the line of the caller', async () => {
  const read = await imported(
    oldLog(
      [rcu, 1, lockLine('lock', mutex, 'hw/x.c', 7)],
      [rcu, 5, lockLine('locked', mutex, 'hw/x.c', 7)],
      [rcu, 9, lockLine('unlock', mutex, 'hw/x.c', 8)],
    ),
  );
  expect(slices(read)).toEqual([
    part('qemu_mutex_wait', 1, mutex, 7),
    part('qemu_mutex_waited', 5, mutex),
    part('qemu_mutex_held', 5, mutex, 7),
    part('qemu_mutex_released', 9, mutex),
  ]);
  const kinds = read.kinds.filter(({ category }) => category === 'mutex');
  expect(kinds.map(({ key, shape, closes, name }) => [key, shape, closes, name])).toEqual([
    ['qemu_mutex_wait', 1, undefined, 'mutex wait'],
    ['qemu_mutex_waited', 2, 'qemu_mutex_wait', 'mutex wait'],
    ['qemu_mutex_held', 1, undefined, 'mutex held'],
    ['qemu_mutex_released', 2, 'qemu_mutex_held', 'mutex held'],
  ]);
});

test('each thread is treated separately', async () => {
  const read = await imported(
    oldLog(
      [rcu, 1, lockLine('locked', mutex)],
      [vcpu, 2, lockLine('lock', mutex)],
      [rcu, 3, lockLine('unlock', mutex)],
      [vcpu, 4, lockLine('locked', mutex)],
    ),
  );
  const of = (thread: string) => read.events.filter((event) => event.thread === thread).map(({ kind }) => kind);
  expect(of('thread 101')).toEqual(['qemu_mutex_held', 'qemu_mutex_released']);
  expect(of('thread 102')).toEqual(['qemu_mutex_wait', 'qemu_mutex_waited', 'qemu_mutex_held']);
});

test('interleaved locks: the later slice is cut in two, so that slices nest', async () => {
  const read = await imported(
    oldLog(
      [rcu, 1, lockLine('locked', 1)],
      [rcu, 2, lockLine('locked', 2)],
      [rcu, 3, lockLine('locked', 3)],
      [rcu, 4, lockLine('unlock', 1)],
      [rcu, 5, lockLine('unlock', 3)],
      [rcu, 6, lockLine('unlock', 2)],
    ),
  );
  expect(slices(read).slice(3)).toEqual([
    part('qemu_mutex_released', 4, 3),
    part('qemu_mutex_released', 4, 2),
    part('qemu_mutex_released', 4, 1),
    part('qemu_mutex_held', 4, 2, 7),
    part('qemu_mutex_held', 4, 3, 7),
    part('qemu_mutex_released', 5, 3),
    part('qemu_mutex_released', 6, 2),
  ]);
});

test('a recursive lock nests in itself', async () => {
  const twice = (what: 'locked' | 'unlock', us: number): [number, number, string][] => [
    [rcu, us, lockLine(what, mutex)],
    [rcu, us + 1, lockLine(what, mutex)],
  ];
  const read = await imported(oldLog(...twice('locked', 1), ...twice('unlock', 5)));
  expect(read.events.map(({ kind }) => kind)).toEqual([
    'qemu_mutex_held',
    'qemu_mutex_held',
    'qemu_mutex_released',
    'qemu_mutex_released',
  ]);
});

test('an unlock of a mutex that was locked before the trace began stays a mark', async () => {
  const read = await imported(oldLog([rcu, 1, lockLine('unlock', mutex)]));
  expect(slices(read)).toEqual([part('qemu:qemu_mutex_unlock', 1, mutex, 7)]);
});

test('a wait whose end was lost ends at the next event of its thread', async () => {
  const read = await imported(oldLog([rcu, 1, lockLine('lock', 1)], [rcu, 2, lockLine('lock', 2)]));
  expect(slices(read)).toEqual([
    part('qemu_mutex_wait', 1, 1, 7),
    part('qemu_mutex_waited', 2, 1),
    part('qemu_mutex_wait', 2, 2, 7),
  ]);
});

test('locks without unlocks use bounded memory, and none is lost', async () => {
  const lines = Array.from({ length: 500 }, (_, i): [number, number, string] => [rcu, i, lockLine('locked', i)]);
  const { events } = await imported(oldLog(...lines));
  expect(events.length).toBe(500);
  expect(events.filter(({ kind }) => kind === 'qemu_mutex_held').length).toBe(64);
});

const onAnother = ([tid, us]: [number, number, string]): [number, number, string] => [tid, us + 9, lockLine('lock', 9)];

describe('the BQL', () => {
  const lines: [number, number, string][] = [
    [rcu, 1, lockLine('lock', mutex)],
    [vcpu, 2, lockLine('lock', mutex)],
    [104, 3, lockLine('lock', mutex)],
    [main, 4, lockLine('lock', bql, 'util/main-loop.c', 318)],
    [main, 5, lockLine('locked', bql, 'util/main-loop.c', 318)],
  ];

  test('is the lock that main-loop.c takes, and its taker is the main loop', async () => {
    const { report, events } = await imported(oldLog(...lines));
    expect(report.inferredBql).toBe('0x50');
    const own = events.filter(({ thread }) => thread === 'main loop').map(({ kind }) => kind);
    expect(own).toEqual(['qemu_bql_wait', 'qemu_bql_waited', 'qemu_bql_held']);
  });

  test('is marked as inferred', async () => {
    const { kinds } = await imported(oldLog(...lines));
    const names = kinds.filter(({ category }) => category === 'bql').map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['BQL wait (inferred)', 'BQL held (inferred)']));
  });

  test('without main-loop.c: the lock of the most threads', async () => {
    expect((await imported(oldLog(...lines.slice(0, 3)))).report.inferredBql).toBe('0x40');
  });

  test.each([
    ['two threads are not enough', lines.slice(0, 2)],
    ['two locks with as many threads', [...lines.slice(0, 3), ...lines.slice(0, 3).map(onAnother)]],
  ] as [string, [number, number, string][]][])('unknown: %s', async (_, some) => {
    expect((await imported(oldLog(...some))).report).not.toHaveProperty('inferredBql');
  });
});
