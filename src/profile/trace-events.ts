// node's trace for clinic doctor (V8's collections, node's start) as a part of a recording. Its times are
// CLOCK_MONOTONIC in whole µs, the recording's clock.
import { readFileSync } from 'node:fs';
import { appendPart, clinicRange } from '../host/append.js';
import { placeSlices, type Slice } from '../host/place-slices.js';
import type { EventKind } from '../trace/recording-format.js';
import type { RecordedEvent, RecordingWriter } from '../trace/recording-writer.js';

/** The members that are used of an event of Chrome's trace format. */
interface ChromeEvent {
  readonly pid: number;
  readonly tid: number;
  /** µs. */
  readonly ts: number;
  readonly dur?: number;
  readonly ph: string;
  readonly name: string;
}

interface NamedSlice extends Slice {
  readonly name: string;
}
type PlacedEvent = Omit<RecordedEvent, 'thread' | 'kind'> & { readonly kind: EventKind };

const nsInUs = 1000;
/** An inner slice may outlast the outer slice by the clock's rounding. */
const roundingNs = BigInt(nsInUs);
/** Beyond every thread id of Linux: clinic's threads appear next to the engine's threads with the same ids. */
const firstTid = 0x7000_0000;
const standsAfterHost = 1001;

/**
 * Adds clinic doctor's trace to the recording of the same trial.
 * @returns the number of events.
 * @throws UserError as appendPart does; SyntaxError for a trace that is not JSON.
 */
export function appendClinicTrace(recordingPath: string, tracePath: string): number {
  const { traceEvents } = JSON.parse(readFileSync(tracePath, 'utf8')) as { traceEvents: ChromeEvent[] };
  const timed = traceEvents.filter(({ ph }) => ph !== 'M');
  const [first] = timed;
  if (first === undefined) return 0;
  let count = 0;
  appendPart(recordingPath, clinicRange, first.pid, (writer) => {
    count = writeThreads(writer, first.pid, timed);
    writer.meta({ clinicEvents: count });
  });
  return count;
}

/** The main thread first. */
function writeThreads(writer: RecordingWriter, pid: number, events: readonly ChromeEvent[]): number {
  const tids = [...new Set([pid, ...events.map(({ tid }) => tid)])];
  return tids.reduce((count, tid, i) => {
    const name = tid === pid ? 'clinic (v8)' : `clinic (v8), thread ${tid}`;
    const thread = writer.thread({ pid, tid: firstTid + i, name, order: standsAfterHost + i });
    const placed = placeEvents(events.filter((event) => event.tid === tid));
    for (const { kind, ...event } of placed) {
      writer.kind(kind);
      writer.event({ ...event, kind: kind.key, thread });
    }
    return count + placed.length;
  }, 0);
}

function placeEvents(events: readonly ChromeEvent[]): PlacedEvent[] {
  const slices = placeSlices(slicesOf(events), roundingNs).map(
    ({ slice: { startNs, name }, lengthNs, row }): PlacedEvent =>
      row === undefined
        ? { timeNs: startNs, kind: kindOf(name, 'complete'), b: lengthNs }
        : { timeNs: startNs, kind: kindOf(name, 'row'), a: BigInt(row), b: lengthNs },
  );
  const marks = events
    .filter(({ ph }) => ph === 'I' || ph === 'i')
    .map(({ ts, name }): PlacedEvent => ({ timeNs: nsOfUs(ts), kind: kindOf(name, 'mark') }));
  return [...slices, ...marks].sort((x, y) => Number(x.timeNs - y.timeNs));
}

/** `X` events, and pairs of `B` and `E`. A beginning without an end is omitted, because its length is unknown. */
function slicesOf(events: readonly ChromeEvent[]): NamedSlice[] {
  const open: ChromeEvent[] = [];
  return events.flatMap((event) => {
    if (event.ph === 'X') return [sliceOf(event, event.ts + (event.dur ?? 0))];
    if (event.ph === 'B') open.push(event);
    if (event.ph !== 'E') return [];
    const begin = open.findLastIndex(({ name }) => name === event.name);
    return begin === -1 ? [] : open.splice(begin, 1).map((opened) => sliceOf(opened, event.ts));
  });
}

const sliceOf = ({ name, ts }: ChromeEvent, endUs: number): NamedSlice => ({
  name,
  startNs: nsOfUs(ts),
  lengthNs: nsOfUs(endUs - ts),
});

const nsOfUs = (us: number) => BigInt(Math.round(us * nsInUs));

const kindOf = (name: string, shape: 'complete' | 'row' | 'mark'): EventKind => ({
  key: `clinic.${shape}.${name}`,
  shape,
  name,
  category: 'clinic',
});
