// The recording file (.rcutrace), as docs/trace-format.md describes it: numbers that both languages know. Native side:
// native/trace/recording_format.h.
import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** The first 8 bytes. */
export const recordingMagic = 'rcutrace';
export const recordingVersion = 1;
export const fileHeaderBytes = 16;
export const blockHeaderBytes = 8;
export const eventBytes = 32;

export const blockTypes = { meta: 1, kinds: 2, process: 3, thread: 4, clock: 5, events: 6, end: 7 } as const;

/** What an event is on a time line. */
export const kindShapes = {
  /** On no time line. */
  hidden: 0,
  /** Opens a slice of its thread. */
  begin: 1,
  /** Closes it. */
  end: 2,
  /** A point. */
  mark: 3,
  /** A counter's new value, in a. */
  counter: 4,
  /** A whole slice of its thread in one event: its time is the begin, b its length in ns. Slices of a thread nest. */
  complete: 5,
  /** A whole slice on a separate row for each value of a, for any thread; b as above. */
  row: 6,
} as const;
export type KindShape = keyof typeof kindShapes;

/** One kind of event. Keys of the tool's own kinds are those of native/trace/event_kind.h, such as `unmap_started`. */
export interface EventKind {
  readonly key: string;
  readonly shape: KindShape;
  /** The displayed name; for a counter, its track. */
  readonly name: string;
  readonly category: string;
  /** Ends only: the key of the kind that the event closes. */
  readonly begins?: string;
  /** What a and b are called as arguments; absent: not shown. */
  readonly a?: string;
  readonly b?: string;
}

/** A process on the time line; a lower order is displayed higher. */
export interface RecordedProcess {
  readonly pid: number;
  readonly name: string;
  readonly order: number;
}

/** A thread on the time line. */
export interface RecordedThread {
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly order: number;
}

/** What a recording says about itself; there may be more keys. */
export interface RecordingMeta {
  /** Names the whole: `blob-unmap v3`. */
  readonly title?: string;
  readonly version?: string;
  readonly workload?: string;
  /** Where it comes from: `rcu-bench` or `qemu-log`, `qemu-simple`. */
  readonly source?: string;
  /** What its times were read from: `tsc`, `cntvct_el0` or `CLOCK_MONOTONIC`. */
  readonly clock?: string;
  readonly [key: string]: unknown;
}

/** Errors are the system's. */
export function isRecording(file: string): boolean {
  if (!statSync(file).isFile()) return false; // opening a pipe would wait for its writer
  const begin = Buffer.alloc(recordingMagic.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, begin);
  } finally {
    closeSync(descriptor);
  }
  return begin.toString('latin1') === recordingMagic;
}
