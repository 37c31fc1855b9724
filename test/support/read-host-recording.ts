// Reads a recording (docs/trace-format.md), limited to what the tests of the host timeline need.
import { readFileSync } from 'node:fs';
import { blockTypes, fileHeaderBytes, type KindShape, kindShapes } from '../../src/trace/recording-format.js';

export interface ReadKind {
  id: number;
  key: string;
  shape: KindShape;
  name: string;
  category: string;
}
export interface ReadThread {
  index: number;
  pid: number;
  tid: number;
  order: number;
  clock: number;
  name: string;
}
export interface ReadEvent {
  thread: number;
  timeNs: bigint;
  kind: ReadKind;
  a: bigint;
  b: bigint;
}
export interface HostRecording {
  /** Block types, in file order. */
  blocks: number[];
  meta: Record<string, unknown>;
  processes: { pid: number; order: number; name: string }[];
  threads: ReadThread[];
  kinds: Map<number, ReadKind>;
  events: ReadEvent[];
}

const shapes = Object.keys(kindShapes) as KindShape[];

export function readHostRecording(path: string): HostRecording {
  const file = readFileSync(path);
  const into: HostRecording = { blocks: [], meta: {}, processes: [], threads: [], kinds: new Map(), events: [] };
  for (let at = fileHeaderBytes; at < file.length; ) {
    const bytes = file.readUInt32LE(at + 4);
    const type = file.readUInt32LE(at);
    into.blocks.push(type);
    readers[type]?.(file.subarray(at + 8, at + 8 + bytes), into);
    at += 8 + bytes;
  }
  return into;
}

const readers: Record<number, (payload: Buffer, into: HostRecording) => void> = {
  [blockTypes.meta]: (payload, into) => Object.assign(into.meta, JSON.parse(payload.toString())),
  [blockTypes.process]: (payload, { processes }) =>
    processes.push({
      pid: payload.readUInt32LE(0),
      order: payload.readUInt32LE(4),
      name: texts(payload, 8, 1)[0] ?? '',
    }),
  [blockTypes.thread]: (payload, { threads }) => {
    const [index = 0, pid = 0, tid = 0, order = 0, clock = 0] = [0, 4, 8, 12, 16].map((at) => payload.readUInt32LE(at));
    threads.push({ index, pid, tid, order, clock, name: texts(payload, 20, 1)[0] ?? '' });
  },
  [blockTypes.kinds]: (payload, { kinds }) => {
    // The TypeScript writer puts exactly one kind into a block.
    const [key = '', name = '', category = ''] = texts(payload, 8, 3);
    const id = payload.readUInt16LE(0);
    kinds.set(id, { id, key, name, category, shape: shapes[payload.readUInt8(4)] ?? 'hidden' });
  },
  [blockTypes.events]: (payload, { kinds, events }) => {
    const thread = payload.readUInt32LE(0);
    for (let at = 16; at < 16 + 32 * payload.readUInt32LE(4); at += 32) {
      const kind = kinds.get(Number(payload.readBigUInt64LE(at + 8)));
      if (kind === undefined) throw new Error('an event of a kind that was not declared');
      const [a, b] = [payload.readBigUInt64LE(at + 16), payload.readBigUInt64LE(at + 24)];
      events.push({ thread, timeNs: payload.readBigInt64LE(at), kind, a, b });
    }
  },
};

function texts(payload: Buffer, from: number, count: number): string[] {
  let at = from;
  return Array.from({ length: count }, () => {
    const length = payload.readUInt16LE(at);
    at += 2 + length;
    return payload.toString('utf8', at - length, at);
  });
}
