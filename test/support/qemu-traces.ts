// Hand-made traces in the formats that QEMU writes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '../../src/documents/import-report.js';
import { importTrace } from '../../src/trace/qemu/import.js';
import { temporaryFolder } from './cli.js';
import { type ReadRecording, readRecording } from './read-recording.js';

export interface Imported extends ReadRecording {
  report: ImportReport;
}

/** Imports a file with this content and reads the resulting recording. */
export async function imported(content: string | Buffer): Promise<Imported> {
  const input = join(temporaryFolder(), 'trace');
  writeFileSync(input, content);
  const report = await importTrace(input, `${input}.rcutrace`, { requested: false });
  return { report, ...readRecording(`${input}.rcutrace`) };
}

/** Lines as QEMU 7.2 writes them, `main@1.000050 EVENT`; times in microseconds. */
export const oldLog = (...lines: [tid: number, us: number, text: string][]) =>
  lines.map(([tid, us, text]) => `${tid}@1795576867.${String(us).padStart(6, '0')}:${text}\n`).join('');

/** The time of such a line in ns. */
export const oldNs = (us: number) => 1795576867_000_000_000n + BigInt(us) * 1000n;

export const threads = { main: 100, rcu: 101, vcpu: 102 } as const;

export const unmapLine = (resource: number | string, state: number, argument = 'mapping_state') =>
  `virtio_gpu_cmd_res_unmap_blob res ${typeof resource === 'string' ? resource : `0x${resource.toString(16)}`}, mr 0x55d5a3ba8640, ${argument} ${state}`;
export const suspendedLine = 'virtio_gpu_cmd_suspended cmd 0x209';
export const viewLine = (what: 'new' | 'destroy_rcu' | 'destroy', view: number) =>
  `flatview_${what} 0x${view.toString(16)} (root 0x55d5a39d9000)`;
export const lockLine = (what: 'lock' | 'locked' | 'unlock', mutex: number, file = 'hw/x.c', line = 7) =>
  `qemu_mutex_${what} ${{ lock: 'waiting on', locked: 'taken', unlock: 'released' }[what]} mutex 0x${mutex.toString(16)} (../../${file}:${line})`;

/** A complete unmap with two grace periods, from 100 us to 800 us. */
export const wholeUnmap: [number, number, string][] = [
  [threads.main, 100, unmapLine(7, 0)],
  [threads.main, 110, viewLine('new', 0x20)],
  [threads.main, 120, suspendedLine],
  [threads.rcu, 420, viewLine('destroy_rcu', 0x10)],
  [threads.rcu, 780, viewLine('destroy', 0x10)],
  [threads.main, 800, unmapLine(7, 2)],
];

type Argument = bigint | number | string;

/** Builds a file of QEMU's `simple` trace backend, record by record. */
export class SimpleTrace {
  private readonly ids = new Map<string, bigint>();
  private readonly pieces: Buffer[];

  constructor(version = 4n, write: 'LE' | 'BE' = 'LE') {
    const header = Buffer.alloc(24);
    const values = [2n ** 64n - 1n, 0xf2b177cb0aa429b4n, version];
    for (const [i, value] of values.entries()) {
      if (write === 'LE') header.writeBigUInt64LE(value, 8 * i);
      else header.writeBigUInt64BE(value, 8 * i);
    }
    this.pieces = [header];
  }

  map(name: string): this {
    const id = BigInt(this.ids.size + 3);
    this.ids.set(name, id);
    const text = Buffer.from(name);
    this.pieces.push(u64(0n, id), u32(text.length), text);
    return this;
  }

  event(name: string, ns: number | bigint, ...given: Argument[]): this {
    if (!this.ids.has(name)) this.map(name);
    return this.record(this.ids.get(name) ?? 0n, BigInt(ns), given);
  }

  dropped(ns: number, count: number): this {
    return this.record(2n ** 64n - 2n, BigInt(ns), [count]);
  }

  record(id: bigint, ns: bigint, given: Argument[]): this {
    const bytes = Buffer.concat(given.map(argument));
    this.pieces.push(u64(1n, id, ns), u32(24 + bytes.length, 4711), bytes);
    return this;
  }

  raw(bytes: Buffer): this {
    this.pieces.push(bytes);
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

function argument(value: Argument): Buffer {
  if (typeof value !== 'string') return u64(BigInt(value));
  const text = Buffer.from(value);
  return Buffer.concat([u32(text.length), text]);
}

export function u64(...values: bigint[]): Buffer {
  const buffer = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) buffer.writeBigUInt64LE(BigInt.asUintN(64, value), 8 * i);
  return buffer;
}

export function u32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) buffer.writeUInt32LE(value, 4 * i);
  return buffer;
}

/** Value `b` of an unmap that counts in the tables. */
export const measured = 1n << 63n;

/** Events of the tool's kinds, without those that only represent a QEMU event. */
export const own = ({ events }: Imported) => events.filter(({ kind }) => !kind.startsWith('qemu:'));
export const steps = (read: Imported) => own(read).map(({ kind, timeNs, a, b }) => [kind, timeNs, a, b]);
export const step = (kind: string, us: number, a: bigint, b: bigint) => [kind, oldNs(us), a, b];
export const us = (value: number) => BigInt(value) * 1000n;
