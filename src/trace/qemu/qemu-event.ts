// What the parsers make of a line or a record, whichever format it came from.

export interface QemuEvent {
  /** Of the trace's own clock, not negative. */
  timeNs: bigint;
  /** Absent where the format has no thread ids: every thread's events are one row then. */
  readonly tid?: number;
  /** What QEMU itself calls the thread; only in logs of 11.0 and later. */
  readonly threadName?: string;
  readonly name: string;
  /** The first numbers among the arguments, in their order; at most `mostNumbers`. */
  readonly numbers: readonly bigint[];
  /** The source file of a lock's caller. */
  readonly sourceFile?: string;
  /** The third number of an unmap is a state (0, 1, 2) and not a flag, says the line itself. */
  readonly hasState?: boolean;
}

export const mostNumbers = 3;

/** Takes pieces of a file in order and gives the events in them to its sink. */
export interface TraceParser {
  push(piece: Buffer): void;
  /** The file is over. */
  end(): void;
  readonly counts: ParserCounts;
}

export interface ParserCounts {
  events: number;
  /** Lines that are no trace events. */
  skippedLines: number;
  /** Among them: look like an event, but carry no time. */
  untimedLines: number;
  /** Events that QEMU says it has dropped. */
  droppedEvents: number;
  /** Bytes behind the last whole record: the file was cut. */
  cutBytes: number;
  /** Where a record makes no sense; nothing is read beyond it. */
  damagedAt?: number;
}

export const newCounts = (): ParserCounts => ({
  events: 0,
  skippedLines: 0,
  untimedLines: 0,
  droppedEvents: 0,
  cutBytes: 0,
});

/** Times are kept in 64 signed bits of nanoseconds. */
export const latestNs = 2n ** 63n - 1n;
