// The lateness of the event loop, as the largest delay of each short window.
// Node's histogram forgets its last tick when it is reset, so it misses a delay that begins between the reset and the
// next tick (seen on Node 20). Therefore there are two histograms: the second is reset halfway through the window of
// the first and takes over once it has ticked. Windows overlap by half, so every delay lies in a window.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;
const windowMs = 200;
const nsInMs = 1e6;

export interface DelayWindow {
  /** CLOCK_MONOTONIC. */
  readonly startNs: bigint;
  /** 0 for a loop that was always in time. */
  readonly maxDelayNs: bigint;
}

interface Monitor {
  readonly histogram: IntervalHistogram;
  sinceNs: bigint;
}

export class LoopDelay {
  readonly windows: DelayWindow[] = [];
  /** Windows after the bound was reached. */
  dropped = 0;
  private current = monitor();
  private next = monitor();
  /** The next one's window has begun. */
  private overlapping = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param bound the number of windows to keep. */
  constructor(private readonly bound: number) {}

  start(): void {
    for (const one of [this.current, this.next]) one.histogram.enable();
    this.current.sinceNs = process.hrtime.bigint();
    // The histogram's timer may be due in the same turn of the loop: read the histogram after it.
    this.timer = setInterval(() => setImmediate(() => this.turn()), windowMs / 2).unref();
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.close(this.current);
    for (const one of [this.current, this.next]) one.histogram.disable();
  }

  private turn(): void {
    if (this.timer === undefined) return;
    if (!this.overlapping) {
      this.next.histogram.reset();
      this.next.sinceNs = process.hrtime.bigint();
      this.overlapping = true;
    } else if (this.next.histogram.count > 0) {
      this.close(this.current);
      [this.current, this.next] = [this.next, this.current];
      this.overlapping = false;
    }
  }

  private close({ histogram, sinceNs }: Monitor): void {
    if (this.windows.length === this.bound) {
      this.dropped += 1;
      return;
    }
    // It records the time between two ticks.
    const delayNs = histogram.count === 0 ? 0 : Math.max(0, histogram.max - resolutionMs * nsInMs);
    this.windows.push({ startNs: sinceNs, maxDelayNs: BigInt(Math.round(delayNs)) });
  }
}

const monitor = (): Monitor => ({ histogram: monitorEventLoopDelay({ resolution: resolutionMs }), sinceNs: 0n });
