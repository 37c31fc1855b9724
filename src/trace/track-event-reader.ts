// Perfetto's TrackEvent as rcu-bench exports it, for its figures. Constant memory, beside the figures.

import { PbfReader } from 'pbf';
import { UserError } from '../base/errors.js';
import type { SummaryReader, TraceTally } from './tally.js';

interface Slice {
  category: string;
  name: string;
  beginNs: number;
  args: Record<string, unknown>;
}

/** A larger packet was not written by rcu-bench. */
const largestPacket = 1 << 20;
/** `Trace.packet`, length-delimited: what a file is made of. */
const packetTag = 0x0a;
const longestLength = 4;
const types = { begin: 1, end: 2, mark: 3 };

export class TrackEventReader implements SummaryReader {
  private rest: Buffer = Buffer.alloc(0);
  /** By kind and iid. */
  private readonly texts = new Map<string, string>();
  /** Open slices by track. */
  private readonly open = new Map<number, Slice[]>();

  constructor(
    private readonly file: string,
    private readonly tally: TraceTally,
  ) {}

  push(chunk: Buffer): void {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const end = this.packetEnd(bytes);
      if (end === undefined) break;
      bytes = bytes.subarray(end);
    }
    this.rest = bytes;
  }

  /** What is left is a packet that was cut: the whole ones counted. */
  end(): void {}

  /** Takes the packet that begins here; undefined where it is not whole. */
  private packetEnd(bytes: Buffer): number | undefined {
    if (bytes.length > 0 && bytes[0] !== packetTag) throw this.foreign();
    const length = lengthAt(bytes, 1);
    if (length === undefined) {
      if (bytes.length > longestLength + 1) throw this.foreign();
      return undefined;
    }
    if (length.value > largestPacket) throw this.foreign();
    const end = length.end + length.value;
    if (end > bytes.length) return undefined;
    this.packet(this.parsed(bytes.subarray(length.end, end)));
    return end;
  }

  private parsed(bytes: Buffer): Packet {
    try {
      return readPacket(bytes);
    } catch (error) {
      throw this.foreign(error);
    }
  }

  private packet({ timeNs, event, interned }: Packet): void {
    for (const { kind, iid, name } of interned) this.texts.set(`${kind}/${iid}`, name);
    if (event !== undefined) this.event(timeNs, event);
  }

  private event(timeNs: number, { type, track, categoryIid, nameIid, annotations }: TrackEvent): void {
    const stack = this.open.get(track) ?? [];
    this.open.set(track, stack);
    if (type === types.end) {
      this.close(stack.pop(), timeNs);
      return;
    }
    const [category, name] = [this.text(1, categoryIid), this.text(2, nameIid)];
    const args = Object.fromEntries(annotations.map((a) => [this.text(3, a.nameIid), a.value]));
    if (type === types.mark) this.tally.mark(category, name, args);
    if (type === types.begin) stack.push({ category, name, beginNs: timeNs, args });
  }

  private text = (kind: number, iid: number) => this.texts.get(`${kind}/${iid}`) ?? '';

  private close(slice: Slice | undefined, endNs: number): void {
    if (slice === undefined) return;
    this.tally.slice(slice.category, slice.name, endNs - slice.beginNs, slice.args);
  }

  private foreign(cause?: unknown): UserError {
    return new UserError(`'${this.file}' is no TrackEvent trace that rcu-bench exports, or it is damaged`, { cause });
  }
}

/** A packet's length, a varint of at most four bytes; undefined where it does not end. */
function lengthAt(bytes: Buffer, begin: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = 0; i < longestLength && begin + i < bytes.length; i++) {
    const byte = bytes[begin + i] ?? 0;
    value += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { value, end: begin + i + 1 };
  }
  return undefined;
}

interface Packet {
  timeNs: number;
  event?: TrackEvent;
  /** By kind of name: 1 categories, 2 events, 3 annotations. */
  interned: { kind: number; iid: number; name: string }[];
}

export interface TrackEvent {
  /** 1 begin, 2 end, 3 mark, 4 counter. */
  type: number;
  track: number;
  categoryIid: number;
  nameIid: number;
  annotations: { nameIid: number; value: number | string }[];
}

function readPacket(bytes: Uint8Array): Packet {
  return new PbfReader(bytes).readFields(packetField, { timeNs: 0, interned: [] });
}

function packetField(tag: number, packet: Packet, pbf: PbfReader): void {
  if (tag === 8) packet.timeNs = pbf.readVarint();
  if (tag === 11) packet.event = pbf.readMessage(eventField, emptyEvent());
  if (tag === 12) pbf.readMessage(internedField, packet.interned);
}

const emptyEvent = (): TrackEvent => ({ type: 0, track: 0, categoryIid: 0, nameIid: 0, annotations: [] });

function eventField(tag: number, event: TrackEvent, pbf: PbfReader): void {
  if (tag === 3) event.categoryIid = pbf.readVarint();
  if (tag === 4) event.annotations.push(pbf.readMessage(annotationField, { nameIid: 0, value: 0 }));
  if (tag === 9) event.type = pbf.readVarint();
  if (tag === 10) event.nameIid = pbf.readVarint();
  if (tag === 11) event.track = pbf.readVarint();
}

function annotationField(tag: number, annotation: { nameIid: number; value: number | string }, pbf: PbfReader): void {
  if (tag === 1) annotation.nameIid = pbf.readVarint();
  if (tag === 3) annotation.value = pbf.readVarint();
  if (tag === 6) annotation.value = pbf.readString();
}

function internedField(kind: number, interned: Packet['interned'], pbf: PbfReader): void {
  interned.push({ kind, ...pbf.readMessage(nameField, { iid: 0, name: '' }) });
}

function nameField(tag: number, entry: { iid: number; name: string }, pbf: PbfReader): void {
  if (tag === 1) entry.iid = pbf.readVarint();
  if (tag === 2) entry.name = pbf.readString();
}
