// Lock events of a thread as slices: wanted -> had is a wait, had -> given up a hold. Slices of a thread must nest, locks need
// not: where one is given up before another that was taken later, the later one's slice is cut in two at that moment.
import { lockKinds } from './kinds.js';
import { events } from './known-events.js';
import type { QemuEvent } from './qemu-event.js';

interface ThreadLocks {
  waitsFor?: bigint;
  readonly held: { mutex: bigint; line: bigint }[];
}

type EmitLock = (kind: string, a: bigint, b: bigint) => void;

/** Deeper than any code locks; a trace that lost its unlocks must not grow without limit. */
const deepest = 64;

export class Locks {
  private readonly threads = new Map<number, ThreadLocks>();

  /** @param bql address of the mutex that is taken for the BQL */
  constructor(private readonly bql: bigint | undefined) {}

  /** @returns false if no slice begins or ends here. */
  take({ name, numbers, tid = 0 }: QemuEvent, emit: EmitLock): boolean {
    const [mutex, line = 0n] = numbers;
    if (mutex === undefined) return false;
    const thread = this.threads.get(tid) ?? { held: [] };
    this.threads.set(tid, thread);
    if (name === events.mutexLock) return this.wants(thread, mutex, line, emit);
    if (name === events.mutexLocked) return this.has(thread, mutex, line, emit);
    return name === events.mutexUnlock && this.givesUp(thread, mutex, emit);
  }

  private wants(thread: ThreadLocks, mutex: bigint, line: bigint, emit: EmitLock): boolean {
    // The trace has lost the end of this wait.
    if (thread.waitsFor !== undefined) this.endWait(thread, thread.waitsFor, emit);
    thread.waitsFor = mutex;
    emit(this.kinds(mutex).wait, mutex, line);
    return true;
  }

  /** Without a wait before it: a lock that was tried, or had again after a wait for a condition. */
  private has(thread: ThreadLocks, mutex: bigint, line: bigint, emit: EmitLock): boolean {
    const waited = thread.waitsFor !== undefined;
    if (thread.waitsFor !== undefined) this.endWait(thread, thread.waitsFor, emit);
    if (thread.held.length === deepest) return waited;
    thread.held.push({ mutex, line });
    emit(this.kinds(mutex).held, mutex, line);
    return true;
  }

  private givesUp({ held }: ThreadLocks, mutex: bigint, emit: EmitLock): boolean {
    const at = held.findLastIndex((lock) => lock.mutex === mutex);
    if (at < 0) return false;
    const later = held.splice(at).slice(1);
    for (const lock of later.toReversed()) emit(this.kinds(lock.mutex).released, lock.mutex, 0n);
    emit(this.kinds(mutex).released, mutex, 0n);
    for (const lock of later) emit(this.kinds(lock.mutex).held, lock.mutex, lock.line);
    held.push(...later);
    return true;
  }

  private endWait(thread: ThreadLocks, mutex: bigint, emit: EmitLock): void {
    delete thread.waitsFor;
    emit(this.kinds(mutex).waited, mutex, 0n);
  }

  private kinds(mutex: bigint) {
    return mutex === this.bql ? lockKinds.bql : lockKinds.mutex;
  }
}
