// One packet of Perfetto's TrackEvent, read from the wire. Field numbers: docs/trace-format.md.
import { PbfReader } from 'pbf';

export interface Packet {
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

export function readPacket(bytes: Uint8Array): Packet {
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
