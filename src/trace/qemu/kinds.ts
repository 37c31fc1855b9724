// The kinds of events that an import declares.
import type { EventKind } from '../recording-format.js';
import type { RecordingWriter } from '../recording-writer.js';
import { shownOf } from './known-events.js';

/** The tool's own kinds, by which summaries find the unmaps; keys as in native/trace/event_kind.h. */
export const unmapKinds = { started: 'unmap_started', gone: 'unmap_completed', finished: 'unmap_finished' } as const;
export const gracePeriodKinds = { first: 'qemu_gp1', second: 'qemu_gp2' } as const;
export const lockKinds = {
  bql: { wait: 'qemu_bql_wait', waited: 'qemu_bql_waited', held: 'qemu_bql_held', released: 'qemu_bql_released' },
  mutex: {
    wait: 'qemu_mutex_wait',
    waited: 'qemu_mutex_waited',
    held: 'qemu_mutex_held',
    released: 'qemu_mutex_released',
  },
} as const;

/** An event that stands for itself: names of QEMU's never hold a colon, so none is mistaken for a kind of ours. */
export const markKey = (name: string) => `qemu:${name}`;
export const otherEvents = markKey('other events');

const unmap = { category: 'unmap', a: 'resource' };

const own: readonly EventKind[] = [
  { key: unmapKinds.started, shape: 'mark', name: 'unmap started', ...unmap },
  { key: unmapKinds.gone, shape: 'mark', name: 'region gone (inferred)', ...unmap, b: 'grace_periods' },
  { key: unmapKinds.finished, shape: 'mark', name: 'unmap finished', ...unmap, b: 'latency_ns' },
  { key: gracePeriodKinds.first, shape: 'row', name: 'GP1 (inferred)', category: 'grace_period', a: 'resource' },
  { key: gracePeriodKinds.second, shape: 'row', name: 'GP2 (inferred)', category: 'grace_period', a: 'resource' },
  ...lockSlices(lockKinds.bql, 'bql', 'BQL wait (inferred)', 'BQL held (inferred)'),
  ...lockSlices(lockKinds.mutex, 'mutex', 'mutex wait', 'mutex held'),
];

function lockSlices(
  keys: (typeof lockKinds)['bql'] | (typeof lockKinds)['mutex'],
  category: string,
  wait: string,
  held: string,
): EventKind[] {
  const shown = { category, a: 'mutex', b: 'line' };
  return [
    { key: keys.wait, shape: 'begin', name: wait, ...shown },
    { key: keys.waited, shape: 'end', name: wait, category, begins: keys.wait },
    { key: keys.held, shape: 'begin', name: held, ...shown },
    { key: keys.released, shape: 'end', name: held, category, begins: keys.held },
  ];
}

/** @param names each with the most numbers that one of its events has */
export function declareKinds(names: ReadonlyMap<string, number>, writer: RecordingWriter): void {
  for (const kind of own) writer.kind(kind);
  writer.kind({ key: otherEvents, shape: 'mark', name: 'other events', category: 'qemu' });
  for (const [name, numbers] of names) {
    const [a, b] = shownOf(name, numbers);
    writer.kind({
      key: markKey(name),
      shape: 'mark',
      name,
      category: 'qemu',
      ...(a !== undefined && { a: a[0] }),
      ...(b !== undefined && { b: b[0] }),
    });
  }
}
