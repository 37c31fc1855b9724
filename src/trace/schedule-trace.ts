// A schedule as a trace: every thread a track, virtual time the axis. Operations take no virtual time; so that they stand one
// beside the other each is drawn as a microsecond.
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { traceKindOf } from '../config/trace-file.js';
import type { LogEntry, ShownSchedule } from '../documents/explore.js';
import { cannotWrite } from '../files/atomic-file.js';
import { withScratchFolder } from '../files/scratch.js';
import { writeAll } from '../files/write-all.js';
import { exportTrace, wholeRecording } from './export.js';
import type { EventKind } from './recording-format.js';
import { RecordingWriter } from './recording-writer.js';

const pid = 1;
const stepNs = 1000;
const operationNs = 400;

/** Probes that open a span of their thread, by the one that closes it. */
const spans: Readonly<Record<string, { begin: string; name: string }>> = {
  call_end: { begin: 'call_begin', name: 'call_rcu' },
  force_end: { begin: 'force_begin', name: 'force_rcu' },
  drain_end: { begin: 'drain_begin', name: 'drain_call_rcu' },
  synchronize_end: { begin: 'synchronize_begin', name: 'synchronize_rcu' },
  event_wait_end: { begin: 'event_wait_begin', name: 'wait for an event' },
  sem_wait_end: { begin: 'sem_wait_begin', name: 'wait for the semaphore' },
  sleep_end: { begin: 'sleep_begin', name: 'sleep' },
  gp_end: { begin: 'gp_begin', name: 'grace period' },
  callback_end: { begin: 'callback_begin', name: 'callback' },
  read_unlock: { begin: 'read_lock', name: 'read-side critical section' },
};
const beginnings = new Set(Object.values(spans).map(({ begin }) => begin));

/** @throws UserError where the file cannot be written. */
export async function writeScheduleTrace(shown: ShownSchedule, version: string, file: string): Promise<void> {
  const { format, gzip } = traceKindOf(file);
  if (format === 'recording') throw new RangeError(`${file} is a recording's name`);
  await withScratchFolder(async (folder) => {
    const recording = join(folder, 'schedule.rcutrace');
    record(shown, version, recording);
    await exportTrace({ parts: [wholeRecording(recording)], format, gzip, output: file });
  });
}

function record(shown: ShownSchedule, version: string, path: string): void {
  try {
    const file = openSync(path, 'w');
    try {
      writeRecording(shown, version, (piece) => writeAll(file, piece));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw cannotWrite('trace', path, error);
  }
}

/** Exported for its test. */
export function writeRecording(shown: ShownSchedule, version: string, put: (piece: Buffer) => void): void {
  const { scenario, threads, log, finding } = shown;
  const title = `explore ${version}, ${scenario}${finding === undefined ? '' : `: ${finding.property}`}`;
  const writer = new RecordingWriter(put);
  writer.fileHeader();
  writer.meta({ title, version, workload: 'explore', source: 'rcu-bench', scenario, ...finding });
  writer.process({ pid, name: title, order: 0 });
  for (const kind of kindsOf(log)) writer.kind(kind);
  const tracks = ['RCU thread', ...threads].map((name, i) =>
    writer.thread({ pid, tid: i + 1, name: `${i} ${name}`, order: i }),
  );
  for (const placed of placeInTime(log)) writer.event({ ...placed, thread: tracks[placed.thread] ?? 0 });
  writer.end();
}

/** A begin stands before its end. */
function kindsOf(log: readonly LogEntry[]): EventKind[] {
  const first = new Map<string, EventKind>();
  for (const entry of log) {
    for (const kind of kindOf(entry)) if (!first.has(kind.key)) first.set(kind.key, kind);
  }
  return [...first.values()];
}

const keyOf = ({ kind, name }: Pick<LogEntry, 'kind' | 'name'>) => `explore.${kind}.${name}`;

function kindOf(entry: LogEntry): EventKind[] {
  const { kind, name } = entry;
  const key = keyOf(entry);
  const words = name.replaceAll('_', ' ');
  if (kind === 'operation') return [{ key, shape: 'complete', name: words, category: 'operation' }];
  if (kind === 'note') return [{ key, shape: 'mark', name: `*** ${name}`, category: 'finding' }];
  const span = spans[name] ?? Object.values(spans).find(({ begin }) => begin === name);
  if (span === undefined) return [{ key, shape: 'mark', name: words, category: 'probe', a: 'a', b: 'b' }];
  const begin = keyOf({ kind, name: span.begin });
  return [
    { key: begin, shape: 'begin', name: span.name, category: 'span', a: 'a', b: 'b' },
    ...(beginnings.has(name) ? [] : [{ key, shape: 'end' as const, name: span.name, category: 'span', begins: begin }]),
  ];
}

/** What lies within one operation is drawn behind it, in its order. */
function* placeInTime(log: readonly LogEntry[]) {
  let step = -1;
  let place = 0;
  for (const entry of log) {
    place = entry.step === step ? place + 1 : 0;
    step = entry.step;
    const operation = entry.kind === 'operation';
    const within = operation ? 0 : Math.min(operationNs + 1 + place, stepNs - 1);
    const timeNs = BigInt(entry.timeNs + step * stepNs + within);
    const [a, b] = operation ? [0n, BigInt(operationNs)] : [BigInt(entry.a), BigInt(entry.b)];
    yield { thread: entry.thread, timeNs, kind: keyOf(entry), a, b };
  }
}
