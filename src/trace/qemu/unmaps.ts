// The steps of each blob's unmap, and what can be inferred of the grace periods between them.
//
// An unmap's command is run twice: it starts the unmap and is suspended; when the region is gone it is run again and finishes.
// What lets the region go is the end of the memory view that still held it. Views are freed in the order in which they were
// queued, so that view is taken to be the last one freed before the finish; it must have been queued after the start. It was
// queued when the first grace period was over (its last user, a virtqueue's cache, was freed by then), and freed when the
// second was; a view that was queued before the command was suspended had no such user, and one grace period is all there was.
import { gracePeriodKinds, unmapKinds } from './kinds.js';
import { events } from './known-events.js';
import type { QemuEvent } from './qemu-event.js';

export interface UnmapEvent {
  timeNs: bigint;
  readonly kind: string;
  readonly a: bigint;
  readonly b: bigint;
}

interface UnmapSink {
  /** A step, of the thread of the event at hand. */
  step(event: UnmapEvent): void;
  /** Inferred; may lie before what was given already. */
  inferred(event: UnmapEvent): void;
}

interface OpenUnmap {
  readonly startNs: bigint;
  suspendedNs?: bigint;
}

/** Of a resource that is only ever started, or a view that is never freed, by drops or a hostile file. */
const mostOpen = 65_536;
/** In unmap_finished's value: the latency was measured. */
const measuredBit = 1n << 63n;

export class Unmaps {
  readonly counts = { started: 0, finished: 0, withoutFinish: 0, withoutStart: 0, gracePeriodsInferred: 0 };
  readonly latencies = new Latencies();
  private readonly open = new Map<bigint, OpenUnmap>();
  private newest: OpenUnmap | undefined;
  private readonly queuedViews = new Map<bigint, bigint>();
  private lastFreed: { queuedNs: bigint; freedNs: bigint } | undefined;

  /** @param haveStates the third number is 0 mapped, 1 unmap started, 2 completed; else 0 for a start and 1 for a finish */
  constructor(
    private readonly haveStates: boolean,
    private readonly sink: UnmapSink,
  ) {}

  take({ name, numbers, timeNs }: QemuEvent): void {
    const [first = 0n, , third] = numbers;
    if (name === events.unmapBlob) this.unmap(first, third ?? 0n, timeNs);
    else if (name === events.suspended) this.suspend(timeNs);
    else if (name === events.viewQueued) remember(this.queuedViews, first, timeNs);
    else if (name === events.viewFreed) this.free(first, timeNs);
  }

  end(): void {
    this.counts.withoutFinish += this.open.size;
    this.open.clear();
  }

  private unmap(resource: bigint, state: bigint, timeNs: bigint): void {
    if (state === 0n) this.start(resource, timeNs);
    else if (state === (this.haveStates ? 2n : 1n)) this.finish(resource, timeNs);
  }

  private start(resource: bigint, timeNs: bigint): void {
    this.newest = { startNs: timeNs };
    this.counts.started += 1;
    this.counts.withoutFinish += remember(this.open, resource, this.newest);
    this.sink.step({ timeNs, kind: unmapKinds.started, a: resource, b: 0n });
  }

  /** The command at hand is the unmap that was started just before. */
  private suspend(timeNs: bigint): void {
    if (this.newest !== undefined) this.newest.suspendedNs ??= timeNs;
  }

  private free(view: bigint, timeNs: bigint): void {
    const queuedNs = this.queuedViews.get(view);
    if (queuedNs === undefined) return;
    this.queuedViews.delete(view);
    this.lastFreed = { queuedNs, freedNs: timeNs };
  }

  private finish(resource: bigint, timeNs: bigint): void {
    const unmap = this.open.get(resource);
    this.open.delete(resource);
    this.counts.finished += 1;
    if (unmap === undefined) {
      this.counts.withoutStart += 1;
      this.sink.step({ timeNs, kind: unmapKinds.finished, a: resource, b: 0n });
      return;
    }
    this.infer(resource, unmap);
    const latencyNs = timeNs - unmap.startNs;
    this.latencies.add(Number(latencyNs));
    this.sink.step({ timeNs, kind: unmapKinds.finished, a: resource, b: latencyNs | measuredBit });
  }

  private infer(resource: bigint, { startNs, suspendedNs }: OpenUnmap): void {
    if (this.lastFreed === undefined || suspendedNs === undefined) return;
    const { queuedNs, freedNs } = this.lastFreed;
    if (queuedNs < startNs) return;
    this.counts.gracePeriodsInferred += 1;
    const row = (kind: string, from: bigint, to: bigint) =>
      this.sink.inferred({ timeNs: from, kind, a: resource, b: to - from });
    const two = queuedNs > suspendedNs;
    if (two) row(gracePeriodKinds.first, suspendedNs, queuedNs);
    row(two ? gracePeriodKinds.second : gracePeriodKinds.first, queuedNs, freedNs);
    this.sink.inferred({ timeNs: freedNs, kind: unmapKinds.gone, a: resource, b: two ? 2n : 1n });
  }
}

/** Sets the key anew, as the newest. @returns how many others had to be forgotten for it, itself included. */
function remember<V>(map: Map<bigint, V>, key: bigint, value: V): number {
  let forgotten = map.delete(key) ? 1 : 0;
  if (map.size >= mostOpen) {
    const [oldest] = map.keys();
    if (oldest !== undefined && map.delete(oldest)) forgotten += 1;
  }
  map.set(key, value);
  return forgotten;
}

/** Half of them are dropped when it is full: a median of so many is as good, and the maximum is kept apart. */
const capacity = 65_536;

/** Median and maximum of a stream of latencies, in constant memory. */
class Latencies {
  private readonly kept: number[] = [];
  private everyNth = 1;
  count = 0;
  private max = 0;

  add(latencyNs: number): void {
    if (this.count % this.everyNth === 0) this.kept.push(latencyNs);
    this.count += 1;
    this.max = Math.max(this.max, latencyNs);
    if (this.kept.length === capacity) this.thin();
  }

  /** Undefined without any: a latency of 0 would be a claim. */
  summary(): { p50Ns: number; maxNs: number } | undefined {
    if (this.count === 0) return undefined;
    const sorted = [...this.kept].sort((a, b) => a - b);
    const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
    return { p50Ns: (low + high) / 2, maxNs: this.max };
  }

  private thin(): void {
    for (let i = 0; 2 * i < capacity; i++) this.kept[i] = this.kept[2 * i] ?? 0;
    this.kept.length = capacity / 2;
    this.everyNth *= 2;
  }
}
