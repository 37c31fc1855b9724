// The rows of the time line: who is who among the threads of a trace.
import type { RecordedThread } from '../recording-format.js';
import type { RecordingWriter } from '../recording-writer.js';
import { noTid, type Survey, type ThreadSurvey } from './survey.js';

/** Each row costs a buffer of the writer's; the busiest threads get one, the others share one. */
const mostRows = 128;
/** A tid of our own rows; Linux gives them to nobody. */
const inferredTid = 0xffff_fffe;
const othersTid = 0xffff_ffff;

/** Of ThreadRole in native/trace/recorder.h, by which the reader of recordings knows a thread's part. */
const orders = { vcpu: 1, mainLoop: 3, rcu: 4, inferred: 5, other: 6 } as const;

export interface Row {
  /** The writer's index. */
  readonly index: number;
  readonly name: string;
  readonly events: number;
  readonly tid?: number;
  /** Several threads share it: slices could not nest. */
  readonly shared: boolean;
}

export interface Rows {
  readonly threads: readonly Row[];
  of(tid: number | undefined): Row;
  /** For what no event says by itself. */
  readonly inferred: number;
}

export function declareRows(survey: Survey, writer: RecordingWriter): Rows {
  const pid = pidOf(survey);
  writer.process({ pid, name: 'QEMU', order: 0 });
  const declare = (thread: Omit<RecordedThread, 'pid'>) => writer.thread({ pid, ...thread });
  // First, so that at equal times what is inferred stands before the event that it was inferred from.
  const inferred = declare({ tid: inferredTid, name: 'grace periods (inferred)', order: orders.inferred });
  const busiest = [...survey.threads].sort(([, a], [, b]) => b.events - a.events).slice(0, mostRows);
  const rows = new Map(busiest.map(([tid, thread]) => [tid, rowOf(tid, thread, pid, declare)]));
  const listed = busiest.reduce((sum, [, { events }]) => sum + events, 0);
  const left = survey.events - listed;
  const others: Row | undefined =
    left === 0 ? undefined : { index: declare(othersThread), name: othersThread.name, events: left, shared: true };
  const threads = others === undefined ? [...rows.values()] : [...rows.values(), others];
  const fallback = others ?? threads[0];
  if (fallback === undefined) throw new RangeError('a trace without events has no rows');
  return { threads, inferred, of: (tid = noTid) => rows.get(tid) ?? fallback };
}

const othersThread = { tid: othersTid, name: 'other threads', order: orders.other };

function rowOf(
  tid: number,
  thread: ThreadSurvey,
  pid: number,
  declare: (thread: Omit<RecordedThread, 'pid'>) => number,
): Row {
  if (tid === noTid) {
    const name = 'all threads';
    return { index: declare({ tid: pid, name, order: orders.mainLoop }), name, events: thread.events, shared: true };
  }
  const { name, order } = partOf(tid, thread);
  return { index: declare({ tid, name, order }), name, events: thread.events, tid, shared: false };
}

/** A vCPU's thread may do all the others do (commands without ioeventfd), so it is looked for first. */
function partOf(
  tid: number,
  { vcpu, freesViews, runsMainLoop, givenName }: ThreadSurvey,
): { name: string; order: number } {
  if (vcpu !== undefined) return { name: `vCPU ${vcpu}`, order: orders.vcpu };
  if (freesViews) return { name: 'RCU thread', order: orders.rcu };
  if (runsMainLoop) return { name: 'main loop', order: orders.mainLoop };
  return { name: givenName ?? `thread ${tid}`, order: orders.other };
}

/** On Linux the main thread's id is the process'; the lowest one where it cannot be told; 1 without thread ids. */
function pidOf({ threads }: Survey): number {
  const tids = [...threads.keys()].filter((tid) => tid !== noTid);
  const main = tids.find((tid) => threads.get(tid)?.runsMainLoop && threads.get(tid)?.vcpu === undefined);
  return main ?? (tids.length === 0 ? 1 : tids.reduce((a, b) => Math.min(a, b)));
}
