// The first pass over a trace: what the second one must know before it can write. Everything that it keeps is bounded,
// whatever the file holds.
import { events, isMutexEvent } from './known-events.js';
import type { QemuEvent } from './qemu-event.js';

const mostThreads = 16_384;
const mostNames = 4096;
const mostMutexes = 65_536;

/** What a thread was seen to do. */
export interface ThreadSurvey {
  events: number;
  /** Index of the vCPU whose exits it handles. */
  vcpu?: number;
  freesViews: boolean;
  /** Handles virtio-gpu commands, or takes a lock in main-loop.c. */
  runsMainLoop: boolean;
  /** QEMU's own name for it. */
  givenName?: string;
}

interface MutexSurvey {
  /** The first `fewThreads` that used it. */
  readonly tids: Set<number>;
  locksInMainLoop: number;
}

/** The key of the one row of a trace without thread ids. */
export const noTid = -1;

export class Survey {
  readonly threads = new Map<number, ThreadSurvey>();
  /** The most numbers that an event of this name had. */
  readonly names = new Map<string, number>();
  readonly mutexes = new Map<bigint, MutexSurvey>();
  /** The third number of an unmap is the mapping's state: see unmaps.ts. */
  unmapsHaveStates = false;
  events = 0;
  beginNs = 0n;
  endNs = 0n;

  take(event: QemuEvent): void {
    if (this.events === 0 || event.timeNs < this.beginNs) this.beginNs = event.timeNs;
    if (event.timeNs > this.endNs) this.endNs = event.timeNs;
    this.events += 1;
    this.takeName(event);
    this.takeThread(event);
    if (event.tid !== undefined && isMutexEvent(event.name)) this.takeMutex(event, event.tid);
    if (event.name === events.unmapBlob)
      this.unmapsHaveStates ||= event.hasState === true || (event.numbers[2] ?? 0n) > 1n;
  }

  private takeName({ name, numbers }: QemuEvent): void {
    const before = this.names.get(name);
    if (before === undefined && this.names.size >= mostNames) return;
    if (before === undefined || before < numbers.length) this.names.set(name, numbers.length);
  }

  private takeThread({ tid = noTid, threadName, name, numbers, sourceFile = '' }: QemuEvent): void {
    const thread = this.threads.get(tid) ?? { events: 0, freesViews: false, runsMainLoop: false };
    if (thread.events === 0 && this.threads.size >= mostThreads) return;
    thread.events += 1;
    if (threadName !== undefined && threadName !== '') thread.givenName ??= threadName;
    if (name === events.kvmExit) thread.vcpu ??= Number(numbers[0] ?? 0n);
    thread.freesViews ||= name === events.viewFreed;
    thread.runsMainLoop ||= name.startsWith('virtio_gpu_cmd_') || sourceFile.endsWith('/main-loop.c');
    this.threads.set(tid, thread);
  }

  private takeMutex({ name, numbers, sourceFile = '' }: QemuEvent, tid: number): void {
    const address = numbers[0] ?? 0n;
    const mutex = this.mutexes.get(address) ?? { tids: new Set(), locksInMainLoop: 0 };
    if (mutex.tids.size === 0 && this.mutexes.size >= mostMutexes) return;
    if (mutex.tids.size < fewThreads) mutex.tids.add(tid);
    if (name === events.mutexLock && sourceFile.endsWith('/main-loop.c')) mutex.locksInMainLoop += 1;
    this.mutexes.set(address, mutex);
  }
}

/** Enough to compare by. */
const fewThreads = 32;
/** The main loop, the RCU thread and a vCPU at least take it. */
const fewestOfBql = 3;

/**
 * Which mutex is the BQL: the one that main-loop.c takes (util/main-loop.c takes it again after each poll, and no other);
 * where the files are unknown, the one that more threads use than any other. Undefined: cannot be told.
 */
export function inferBql({ mutexes }: Survey): bigint | undefined {
  return (
    onlyMost(mutexes, ({ locksInMainLoop }) => locksInMainLoop) ??
    onlyMost(mutexes, ({ tids }) => (tids.size >= fewestOfBql ? tids.size : 0))
  );
}

/** The address with the highest score above 0, if it is alone with it. */
function onlyMost(mutexes: Survey['mutexes'], score: (mutex: MutexSurvey) => number): bigint | undefined {
  let [best, address]: [number, bigint | undefined] = [0, undefined];
  for (const [candidate, mutex] of mutexes) {
    const value = score(mutex);
    if (value === best) address = undefined;
    if (value > best) [best, address] = [value, candidate];
  }
  return address;
}
