// Reads a recording into objects, from docs/trace-format.md alone: shares no code with the product.
import { readFileSync } from 'node:fs';

export interface ReadEvent {
  thread: string;
  timeNs: bigint;
  /** Key of the event's kind. */
  kind: string;
  a: bigint;
  b: bigint;
}

export interface ReadKind {
  key: string;
  /** Key of the kind that this kind closes. */
  closes: string | undefined;
  shape: number;
  name: string;
  category: string;
  a: string;
  b: string;
}

export interface ReadRecording {
  meta: Record<string, unknown>;
  processes: { pid: number; order: number; name: string }[];
  threads: { index: number; pid: number; tid: number; order: number; clock: number; name: string }[];
  kinds: ReadKind[];
  /** In the order of the file. */
  events: ReadEvent[];
  /** Whether the end block is present. */
  whole: boolean;
}

const end = 2;

/** @throws Error for anything that docs/trace-format.md does not allow. */
export function readRecording(file: string): ReadRecording {
  const bytes = readFileSync(file);
  expectThat(bytes.toString('latin1', 0, 8) === 'rcutrace', 'no recording');
  expectThat(bytes.readUInt32LE(8) === 1 && bytes.readUInt32LE(12) === 0, 'unknown version');
  const read = new Reader();
  for (let at = 16; at < bytes.length; ) {
    expectThat(at + 8 <= bytes.length, 'cut block');
    const length = bytes.readUInt32LE(at + 4);
    expectThat(length % 8 === 0 && at + 8 + length <= bytes.length, 'cut payload');
    read.block(bytes.readUInt32LE(at), bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return read.result;
}

class Reader {
  readonly result: ReadRecording = { meta: {}, processes: [], threads: [], kinds: [], events: [], whole: false };
  private readonly lastNs = new Map<number, bigint>();

  block(type: number, payload: Buffer): void {
    const number = (i: number) => payload.readUInt32LE(4 * i);
    const { result } = this;
    expectThat(!result.whole, 'a block after the end');
    if (type === 1) Object.assign(result.meta, JSON.parse(payload.toString()));
    else if (type === 2) this.kinds(payload);
    else if (type === 3) result.processes.push({ pid: number(0), order: number(1), name: textAt(payload, 8).text });
    else if (type === 4)
      result.threads.push({
        index: number(0),
        pid: number(1),
        tid: number(2),
        order: number(3),
        clock: number(4),
        name: textAt(payload, 20).text,
      });
    else if (type === 6) this.events(payload);
    else if (type === 7) result.whole = true;
    else throw new Error(`block of type ${type}`);
  }

  private kinds(payload: Buffer): void {
    for (let at = 0; at + 10 <= payload.length && textAt(payload, at + 8).text !== ''; ) {
      const texts: string[] = [];
      let next = at + 8;
      for (let i = 0; i < 5; i++) {
        const { text, bytes } = textAt(payload, next);
        texts.push(text);
        next += bytes;
      }
      const [key = '', name = '', category = '', a = '', b = ''] = texts;
      const shape = payload.readUInt8(at + 4);
      expectThat(payload.readUInt16LE(at) === this.result.kinds.length, 'kinds out of order');
      const closes = shape === end ? this.result.kinds[payload.readUInt16LE(at + 2)]?.key : undefined;
      this.result.kinds.push({ key, closes, shape, name, category, a, b });
      at = next;
    }
  }

  private events(payload: Buffer): void {
    const index = payload.readUInt32LE(0);
    const thread = this.result.threads.find((one) => one.index === index);
    if (thread === undefined) throw new Error(`events of the unknown thread ${index}`);
    expectThat(payload.length === 16 + 32 * payload.readUInt32LE(4), 'a wrong count of events');
    for (let at = 16; at < payload.length; at += 32) {
      const timeNs = payload.readBigInt64LE(at);
      expectThat(timeNs >= (this.lastNs.get(index) ?? timeNs), 'a thread goes back in time');
      this.lastNs.set(index, timeNs);
      const kind = this.result.kinds[Number(payload.readBigUInt64LE(at + 8))]?.key;
      if (kind === undefined) throw new Error('an event of an unknown kind');
      const [a, b] = [payload.readBigUInt64LE(at + 16), payload.readBigUInt64LE(at + 24)];
      this.result.events.push({ thread: thread.name, timeNs, kind, a, b });
    }
  }
}

function textAt(payload: Buffer, at: number): { text: string; bytes: number } {
  const length = payload.readUInt16LE(at);
  return { text: payload.toString('utf8', at + 2, at + 2 + length), bytes: 2 + length };
}

function expectThat(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(`not a recording as described: ${otherwise}`);
}
