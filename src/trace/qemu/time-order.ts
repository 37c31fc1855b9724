// Puts what comes nearly in the order of time into that order, in constant memory: threads write their events a little
// after they took the time.

interface Timed {
  timeNs: bigint;
}

export class TimeOrder<T extends Timed> {
  /** Ascending; equal times in the order of arrival. */
  private readonly held: T[] = [];
  private released = -1n;
  /** Came too late even so, and were moved to the time of the event before them. */
  late = 0;
  /** The furthest of those moves. */
  worstNs = 0n;

  /** @param capacity how many are held back; the further apart two may be that are exchanged */
  constructor(
    private readonly capacity: number,
    private readonly sink: (item: T) => void,
  ) {}

  push(item: T): void {
    let at = this.held.length;
    while (at > 0 && (this.held[at - 1] as T).timeNs > item.timeNs) at -= 1;
    this.held.splice(at, 0, item);
    // Half at once: taking one off the front of an array for each event would move all the others each time.
    if (this.held.length >= 2 * this.capacity) this.release(this.capacity);
  }

  flush(): void {
    this.release(this.held.length);
  }

  private release(count: number): void {
    for (const item of this.held.splice(0, count)) {
      if (item.timeNs < this.released) this.move(item);
      this.released = item.timeNs;
      this.sink(item);
    }
  }

  private move(item: T): void {
    this.late += 1;
    const byNs = this.released - item.timeNs;
    if (byNs > this.worstNs) this.worstNs = byNs;
    item.timeNs = this.released;
  }
}
