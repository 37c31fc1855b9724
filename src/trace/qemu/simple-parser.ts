// A file of QEMU's simple backend as a stream of records. They carry no thread id, only the process': the thread that writes
// the file is not the one that met the event. A damaged record ends the reading, for nothing says where the next one begins.
import { events, layoutOf } from './known-events.js';
import { latestNs, mostNumbers, newCounts, type QemuEvent, type TraceParser } from './qemu-event.js';

/** An id is 32 bits wide, but no QEMU has so many events. */
const mostMappings = 65_536;

export class SimpleParser implements TraceParser {
  readonly counts = newCounts();
  private readonly names = new Map<bigint, string>();
  private rest: Buffer = Buffer.alloc(0);
  /** Where `rest` begins in the file. */
  private offset = 0;
  private headerSeen = false;

  constructor(private readonly sink: (event: QemuEvent) => void) {}

  push(piece: Buffer): void {
    if (this.counts.damagedAt !== undefined) return;
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    for (;;) {
      const length = this.headerSeen ? this.record(bytes.subarray(at), this.offset + at) : headerLength(bytes);
      if (length === 0) break;
      this.headerSeen = true;
      at += length;
    }
    this.offset += at;
    this.rest = Buffer.from(bytes.subarray(at));
  }

  end(): void {
    if (this.counts.damagedAt === undefined) this.counts.cutBytes = this.rest.length;
  }

  /** Takes the record that begins here. @returns its bytes; 0 if it is not whole, or damaged. */
  private record(bytes: Buffer, offset: number): number {
    if (bytes.length < typeBytes) return 0;
    const type = bytes.readBigUInt64LE(0);
    const body = bytes.subarray(typeBytes);
    const length =
      type === recordTypes.mapping ? mappingLength(body) : type === recordTypes.event ? eventLength(body) : -1;
    if (length < 0 || length > longestRecordBytes) this.counts.damagedAt = offset;
    if (length <= 0 || length > longestRecordBytes || body.length < length) return 0;
    if (type === recordTypes.mapping) this.map(body.subarray(0, length));
    else this.event(body.subarray(0, length));
    return typeBytes + length;
  }

  private map(body: Buffer): void {
    if (this.names.size >= mostMappings) return;
    this.names.set(body.readBigUInt64LE(0), body.toString('utf8', mappingHeadBytes));
  }

  private event(body: Buffer): void {
    const id = body.readBigUInt64LE(0);
    const timeNs = body.readBigUInt64LE(8);
    const isDrop = id === droppedId;
    const name = isDrop ? events.dropped : (this.names.get(id) ?? `event ${id}`);
    const { numbers, sourceFile } = argumentsOf(body.subarray(eventHeadBytes), layoutOf(name));
    if (isDrop) this.counts.droppedEvents += Number(numbers[0] ?? 0n);
    else this.counts.events += 1;
    this.sink({
      timeNs: inRange(timeNs),
      name,
      numbers,
      ...(sourceFile !== undefined && { sourceFile }),
    });
  }
}

/** A damaged time must not stop the rest. */
function inRange(timeNs: bigint): bigint {
  if (timeNs > latestNs) return latestNs;
  return timeNs;
}

const headerLength = (bytes: Buffer) => (bytes.length < headerBytes ? 0 : headerBytes);

/** Of both: 0 while the head is not whole, -1 for a length that cannot be. */
const mappingLength = (body: Buffer) =>
  body.length < mappingHeadBytes ? 0 : mappingHeadBytes + body.readUInt32LE(mappingHeadBytes - 4);

function eventLength(body: Buffer): number {
  if (body.length < eventHeadBytes) return 0;
  const length = body.readUInt32LE(16);
  return length < eventHeadBytes ? -1 : length;
}

interface Arguments {
  readonly numbers: readonly bigint[];
  readonly sourceFile?: string;
}

function argumentsOf(bytes: Buffer, layout: readonly ('number' | 'text')[] | undefined): Arguments {
  if (layout !== undefined) return laidOut(bytes, layout);
  // Texts among them make the length odd: where the numbers lie cannot be known then.
  if (bytes.length % 8 !== 0) return { numbers: [] };
  const count = Math.min(mostNumbers, bytes.length / 8);
  return { numbers: Array.from({ length: count }, (_, i) => bytes.readBigUInt64LE(8 * i)) };
}

function laidOut(bytes: Buffer, layout: readonly ('number' | 'text')[]): Arguments {
  const numbers: bigint[] = [];
  let sourceFile = '';
  let at = 0;
  for (const kind of layout) {
    const needed = kind === 'number' ? 8 : 4;
    if (at + needed > bytes.length) break;
    if (kind === 'number') numbers.push(bytes.readBigUInt64LE(at));
    else sourceFile = bytes.toString('utf8', at + 4, at + 4 + bytes.readUInt32LE(at));
    at += kind === 'number' ? 8 : 4 + bytes.readUInt32LE(at);
  }
  return { numbers, sourceFile };
}

export const headerBytes = 24;

export const headerId = 0xffff_ffff_ffff_ffffn;

export const magic = 0xf2b1_77cb_0aa4_29b4n;

export const formatVersion = 4n;

const droppedId = 0xffff_ffff_ffff_fffen;

/** u64 before each record. */
const recordTypes = { mapping: 0n, event: 1n } as const;

const typeBytes = 8;

/** u64 event id, u32 length of the name. */
const mappingHeadBytes = 12;

/** u64 event id, u64 ns, u32 length with this head, u32 process id; then the arguments. */
const eventHeadBytes = 24;

/** QEMU's own buffer is smaller: a longer record is damage. */
const longestRecordBytes = 256 * 1024;
