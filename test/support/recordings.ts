// Hand-made recordings, written with the writer that imports use.
import { writeFileSync } from 'node:fs';
import type { EventKind, KindShape } from '../../src/trace/recording-format.js';
import { RecordingWriter } from '../../src/trace/recording-writer.js';

/** Roles of threads in the emulated machine; threads of a recording are ordered by role. */
export const roles = { vcpu: 1, mainLoop: 3, rcu: 4, host: 5 } as const;
export const pid = 100;

/** An event; `thread` is an index into `threads`. */
export type MadeEvent = [thread: number, timeNs: number, kind: string, a?: bigint, b?: bigint];

export interface MadeRecording {
  meta?: Record<string, unknown>;
  threads: { name: string; order: number }[];
  /** Additional kinds; the tool's own kinds are added for the events that name them. */
  kinds?: EventKind[];
  events: MadeEvent[];
  /** Whether to write the end block. */
  whole?: boolean;
}

/** A declaration of one of the tool's own kinds, of which the reader needs only the key. */
const ownKind = (key: string, shape: KindShape = 'hidden'): EventKind => ({ key, shape, name: '', category: '' });

export function recordingBytes({ meta = {}, threads, kinds = [], events, whole = true }: MadeRecording): Buffer {
  const pieces: Buffer[] = [];
  const writer = new RecordingWriter((piece) => pieces.push(piece));
  writer.fileHeader();
  writer.meta(meta);
  writer.process({ pid, name: 'made by hand', order: 0 });
  const indexes = threads.map((thread, i) => writer.thread({ pid, tid: pid + 1 + i, ...thread }));
  for (const kind of kinds) writer.kind(kind);
  for (const [thread, timeNs, kind, a = 0n, b = 0n] of events) {
    writer.kind(ownKind(kind));
    writer.event({ thread: indexes[thread] ?? -1, timeNs: BigInt(timeNs), kind, a, b });
  }
  if (whole) writer.end();
  else writer.flush();
  return Buffer.concat(pieces);
}

export const writeRecording = (file: string, made: MadeRecording): void => writeFileSync(file, recordingBytes(made));

export const machineThreads = [
  { name: 'vCPU 0', order: roles.vcpu },
  { name: 'main loop', order: roles.mainLoop },
  { name: 'RCU thread', order: roles.rcu },
];

const measured = 1n << 63n;

/** One measured unmap: begins at `beginNs`, waits for one grace period with a timed wait, takes `latencyNs` >= 1000. */
export function unmapEvents(resource: number, beginNs: number, latencyNs: number): MadeEvent[] {
  const [main, rcu, id] = [1, 2, BigInt(resource)];
  const endNs = beginNs + latencyNs;
  return [
    [main, beginNs, 'unmap_started', id],
    [main, beginNs + 100, 'count_raised', 1n, 1n],
    [rcu, beginNs + 200, 'gp_begin', 1n, 1n],
    [rcu, beginNs + 210, 'gp_advanced', 3n],
    [rcu, beginNs + 220, 'round_begin', 0n, 0n],
    [rcu, beginNs + 300, 'event_wait_begin', 3n, 10n],
    [rcu, endNs - 500, 'event_wait_end', 3n, 0n],
    [rcu, endNs - 400, 'gp_end', 2n, 1n],
    [rcu, endNs - 300, 'unmap_completed', id, 1n],
    [main, endNs - 200, 'bottom_half_begin'],
    [main, endNs, 'unmap_finished', id, measured | BigInt(latencyNs)],
    [main, endNs + 10, 'bottom_half_end'],
  ];
}

/** Consecutive unmaps with these latencies, resources from 1 on; the first begins 1 us after the recording. */
export function unmaps(...latenciesNs: number[]): MadeRecording {
  let nowNs = 1_000_000;
  const events: MadeEvent[] = [[0, nowNs, 'kick', 0n]];
  latenciesNs.forEach((latencyNs, i) => {
    events.push(...unmapEvents(i + 1, nowNs + 1000, latencyNs));
    nowNs += 2000 + latencyNs;
  });
  return { meta: { title: 'blob-unmap v3', version: 'v3' }, threads: machineThreads, events };
}
