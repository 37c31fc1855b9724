// The second pass: events in, a recording out.
import type { RecordingWriter } from '../recording-writer.js';
import { declareKinds, markKey, otherEvents } from './kinds.js';
import { isMutexEvent, shownOf } from './known-events.js';
import { Locks } from './locks.js';
import type { QemuEvent } from './qemu-event.js';
import { declareRows, type Row, type Rows } from './rows.js';
import { inferBql, type Survey } from './survey.js';
import { TimeOrder } from './time-order.js';
import { type UnmapEvent, Unmaps } from './unmaps.js';

/** Of threads that write at the same time; of unmaps that overlap. */
const heldBack = 1024;

export class Timeline {
  readonly rows: Rows;
  readonly bql: bigint | undefined;
  readonly unmaps: Unmaps;
  readonly order: TimeOrder<QemuEvent>;
  private readonly inferred: TimeOrder<UnmapEvent>;
  private readonly locks: Locks;
  /** Where the steps of the event at hand belong. */
  private row: Row | undefined;

  /** @param writer has its header and its first meta block */
  constructor(
    private readonly survey: Survey,
    private readonly writer: RecordingWriter,
  ) {
    this.rows = declareRows(survey, writer);
    declareKinds(survey.names, writer);
    this.bql = inferBql(survey);
    this.locks = new Locks(this.bql);
    this.order = new TimeOrder(heldBack, (event) => this.put(event));
    this.inferred = new TimeOrder(heldBack, (event) => writer.event({ thread: this.rows.inferred, ...event }));
    this.unmaps = new Unmaps(survey.unmapsHaveStates, {
      step: (event) => writer.event({ thread: this.row?.index ?? this.rows.inferred, ...event }),
      inferred: (event) => this.inferred.push(event),
    });
  }

  take(event: QemuEvent): void {
    this.order.push(event);
  }

  end(): void {
    this.order.flush();
    this.unmaps.end();
    this.inferred.flush();
  }

  private put(event: QemuEvent): void {
    const row = this.rows.of(event.tid);
    this.row = row;
    const { timeNs } = event;
    const emit = (kind: string, a: bigint, b: bigint) => this.writer.event({ thread: row.index, timeNs, kind, a, b });
    if (!row.shared && isMutexEvent(event.name) && this.locks.take(event, emit)) return;
    this.mark(event, emit);
    this.unmaps.take(event);
  }

  /** Also for a step: nothing that QEMU said is lost. */
  private mark({ name, numbers }: QemuEvent, emit: (kind: string, a: bigint, b: bigint) => void): void {
    const [a, b] = shownOf(name, numbers.length);
    const value = (shown: readonly [string, number] | undefined) => (shown && numbers[shown[1]]) ?? 0n;
    emit(this.survey.names.has(name) ? markKey(name) : otherEvents, value(a), value(b));
  }
}
