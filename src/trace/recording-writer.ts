// Writes recordings, or further blocks for one that is there already (blocks stand for themselves). For what comes from
// outside the engine: the host process' timeline, another program's trace. The engine's own are written natively.
import {
  blockHeaderBytes,
  blockTypes,
  type EventKind,
  eventBytes,
  fileHeaderBytes,
  kindShapes,
  type RecordedProcess,
  type RecordedThread,
  type RecordingMeta,
  recordingMagic,
  recordingVersion,
} from './recording-format.js';

const eventsInBlock = 4096;
/** Times of threads that are written here are CLOCK_MONOTONIC ns, not ticks. */
const clockOfNs = 0;

export interface RecordedEvent {
  /** Index that `thread()` gave. */
  readonly thread: number;
  /** CLOCK_MONOTONIC, or for a foreign trace any clock in ns; not before the thread's previous event. */
  readonly timeNs: bigint;
  /** Key of a kind that was declared. */
  readonly kind: string;
  readonly a?: bigint;
  readonly b?: bigint;
}

/**
 * @param put takes each finished piece, in order
 * @param firstThread, firstKind where numbering begins: beyond those of a recording that is added to
 */
export class RecordingWriter {
  private readonly kinds = new Map<string, number>();
  private readonly pending: { buffer: Buffer; count: number }[] = [];

  constructor(
    private readonly put: (piece: Buffer) => void,
    private readonly firstThread = 0,
    private readonly firstKind = 0,
  ) {}

  /** A file begins with it; blocks that are added to one do not. */
  fileHeader(): void {
    const header = Buffer.alloc(fileHeaderBytes);
    header.write(recordingMagic, 'latin1');
    header.writeUInt32LE(recordingVersion, recordingMagic.length);
    this.put(header);
  }

  /** May be called again: later keys win. */
  meta(meta: RecordingMeta): void {
    this.block(blockTypes.meta, Buffer.from(JSON.stringify(meta)), ' ');
  }

  process({ pid, name, order }: RecordedProcess): void {
    this.block(blockTypes.process, Buffer.concat([numbers(pid, order), text(name)]));
  }

  /** @returns the index for its events. */
  thread({ pid, tid, name, order }: RecordedThread): number {
    const index = this.firstThread + this.pending.length;
    this.pending.push({ buffer: Buffer.alloc(eventsInBlock * eventBytes), count: 0 });
    this.block(blockTypes.thread, Buffer.concat([numbers(index, pid, tid, order, clockOfNs), text(name)]));
    return index;
  }

  /** Declares a kind; an end after its begin. A key that is declared already stays as it is. */
  kind({ key, shape, name, category, begins, a = '', b = '' }: EventKind): void {
    if (this.kinds.has(key)) return;
    const id = this.firstKind + this.kinds.size;
    this.kinds.set(key, id);
    const fixed = Buffer.alloc(8);
    fixed.writeUInt16LE(id, 0);
    fixed.writeUInt16LE(begins === undefined ? 0 : this.idOf(begins), 2);
    fixed.writeUInt8(kindShapes[shape], 4);
    this.block(blockTypes.kinds, Buffer.concat([fixed, text(key), text(name), text(category), text(a), text(b)]));
  }

  event({ thread, timeNs, kind, a = 0n, b = 0n }: RecordedEvent): void {
    const pending = this.pending[thread - this.firstThread];
    if (pending === undefined) throw new RangeError(`thread ${thread} was not declared`);
    const at = pending.count * eventBytes;
    pending.buffer.writeBigInt64LE(timeNs, at);
    pending.buffer.writeBigUInt64LE(BigInt(this.idOf(kind)), at + 8);
    pending.buffer.writeBigUInt64LE(BigInt.asUintN(64, a), at + 16);
    pending.buffer.writeBigUInt64LE(BigInt.asUintN(64, b), at + 24);
    pending.count += 1;
    if (pending.count === eventsInBlock) this.flushThread(thread - this.firstThread);
  }

  /** Hands over all events so far. */
  flush(): void {
    for (let i = 0; i < this.pending.length; i++) this.flushThread(i);
  }

  /** Flushes, and says that the recording is whole. */
  end(): void {
    this.flush();
    this.block(blockTypes.end, Buffer.alloc(0));
  }

  private flushThread(at: number): void {
    const pending = this.pending[at];
    if (pending === undefined || pending.count === 0) return;
    const lostBefore = Buffer.alloc(8);
    const head = Buffer.concat([numbers(this.firstThread + at, pending.count), lostBefore]);
    this.block(blockTypes.events, Buffer.concat([head, pending.buffer.subarray(0, pending.count * eventBytes)]));
    pending.count = 0;
  }

  private idOf(key: string): number {
    const id = this.kinds.get(key);
    if (id === undefined) throw new RangeError(`kind ${key} was not declared`);
    return id;
  }

  /** Payloads are filled up to a multiple of 8. */
  private block(type: number, payload: Buffer, filler = '\0'): void {
    const bytes = Math.ceil(payload.length / 8) * 8;
    const header = Buffer.alloc(blockHeaderBytes);
    header.writeUInt32LE(type, 0);
    header.writeUInt32LE(bytes, 4);
    this.put(Buffer.concat([header, payload, Buffer.alloc(bytes - payload.length, filler)]));
  }
}

const maxTextBytes = 0xffff;

function numbers(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    buffer.writeUInt32LE(value >>> 0, 4 * i);
  });
  return buffer;
}

/** u16 length, then UTF-8; lone surrogates become U+FFFD, as Buffer does it. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value).subarray(0, maxTextBytes);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
