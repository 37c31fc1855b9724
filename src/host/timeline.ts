// What the process that hosts the engine observes about itself, on the engine's clock: garbage collections, marks and
// measures, and the lateness of its event loop.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import type { EventKind, RecordingMeta } from '../trace/recording-format.js';
import type { RecordedEvent, RecordingWriter } from '../trace/recording-writer.js';
import { calibrateClock, type HostClock, monotonicNs, nsOfMs } from './clock.js';
import { LoopDelay } from './loop-delay.js';
import { placeSlices, type Slice } from './place-slices.js';

/** Maximum number of entries of each sort; there can be thousands of collections. The first entries are kept. */
const defaultBound = 20_000;
/** Maximum number of names of marks and measures with a separate kind; a recording has 4096 kinds for the host. */
const maxNames = 500;
/** Node rounds the start and the length of an entry separately. */
const roundingNs = 2n;
/** Below all threads of the engine. */
const standsLast = 1000;

interface NamedSlice extends Slice {
  readonly kind: EventKind;
}
interface NamedMark {
  readonly timeNs: bigint;
  readonly kind: EventKind;
}
type HostEvent = Omit<RecordedEvent, 'thread' | 'kind'> & { readonly kind: EventKind };

export class HostTimeline {
  readonly clock: HostClock = calibrateClock();
  private readonly collections: NamedSlice[] = [];
  private readonly measures: NamedSlice[] = [];
  private readonly marks: NamedMark[] = [];
  private readonly kinds = new Map<string, EventKind>();
  private readonly delay: LoopDelay;
  private readonly observer = new PerformanceObserver((list) => this.keep(list.getEntries()));
  private dropped = 0;

  /** @param bound entries of each sort that are kept. */
  constructor(private readonly bound = defaultBound) {
    this.delay = new LoopDelay(bound);
  }

  /** Entries from before this call are not recorded. */
  start(): void {
    this.observer.observe({ entryTypes: ['mark', 'measure', 'gc'] });
    this.delay.start();
  }

  /** Waits for entries of events that are over: node delivers collections in a later turn of the loop. */
  async stop(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.keep(this.observer.takeRecords());
    this.observer.disconnect();
    this.delay.stop();
  }

  /** Entries that exceeded the bound. */
  get droppedEntries(): number {
    return this.dropped + this.delay.dropped;
  }

  /** Writes one thread of the process, which has to be declared already, and what the meta block says of it. */
  writeTo(writer: RecordingWriter, pid: number): void {
    const meta: RecordingMeta = { hostClockErrorNs: this.clock.errorNs, hostDroppedEntries: this.droppedEntries };
    writer.meta(meta);
    const thread = writer.thread({ pid, tid: pid, name: 'node event loop', order: standsLast });
    for (const { kind, ...event } of this.events()) {
      writer.kind(kind);
      writer.event({ ...event, kind: kind.key, thread });
    }
    writer.flush();
  }

  private events(): HostEvent[] {
    const slices = placeSlices([...this.collections, ...this.measures], roundingNs).map(
      ({ slice: { startNs, kind }, lengthNs, row }): HostEvent =>
        row === undefined
          ? { timeNs: startNs, kind, b: lengthNs }
          : { timeNs: startNs, kind: asRow(kind), a: BigInt(row), b: lengthNs },
    );
    const delays = this.delay.windows.map(
      ({ startNs, maxDelayNs }): HostEvent => ({ timeNs: startNs, kind: delayKind, a: maxDelayNs }),
    );
    // The sort is stable: an outer slice stays before an inner slice that begins at the same time.
    return [...slices, ...this.marks, ...delays].sort((x, y) => Number(x.timeNs - y.timeNs));
  }

  private keep(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) this.keepOne(entry);
  }

  private keepOne(entry: PerformanceEntry): void {
    const list = this.listOf(entry);
    const kind = list.length < this.bound ? this.kindOf(entry) : undefined;
    if (kind === undefined) {
      this.dropped += 1;
      return;
    }
    const timeNs = monotonicNs(this.clock, entry.startTime);
    list.push({ timeNs, startNs: timeNs, lengthNs: nsOfMs(entry.duration), kind });
  }

  private listOf({ entryType }: PerformanceEntry): { push(entry: NamedMark & NamedSlice): void; length: number } {
    if (entryType === 'gc') return this.collections;
    return entryType === 'measure' ? this.measures : this.marks;
  }

  /** undefined: there are too many names. */
  private kindOf(entry: PerformanceEntry): EventKind | undefined {
    const { entryType, name } = entry;
    if (entryType === 'gc') return gcKind(entry as CollectionEntry);
    const key = `host.${entryType}.${name}`;
    const known = this.kinds.get(key);
    if (known !== undefined || this.kinds.size === maxNames) return known;
    const shape = entryType === 'measure' ? 'complete' : 'mark';
    const kind = { key, shape, name, category: `host.${entryType}` } as const;
    this.kinds.set(key, kind);
    return kind;
  }
}

const gcNames: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'GC minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'GC major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'GC incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'GC weak callbacks',
};

/** What @types/node leaves out of an entry of type gc. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

function gcKind({ detail }: CollectionEntry): EventKind {
  // V8 has more sorts than node has names for.
  const name = gcNames[detail.kind] ?? `GC of kind ${detail.kind}`;
  return { key: `host.gc.${detail.kind}`, shape: 'complete', name, category: 'host.gc' };
}

const asRow = (kind: EventKind): EventKind => ({ ...kind, key: `${kind.key}.row`, shape: 'row' });

const delayKind: EventKind = {
  key: 'host.loop.delay',
  shape: 'counter',
  name: 'event-loop delay (ns)',
  category: 'host.loop',
  a: 'ns',
};
