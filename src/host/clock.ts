// perf_hooks stamps its entries in ms since its process began; a recording has ns of CLOCK_MONOTONIC. On Linux
// process.hrtime reads that clock, so a pair of its readings around performance.now() ties the two together.
import { performance } from 'node:perf_hooks';

/** The tightest of this many tries counts: most are undisturbed, some are preempted between the readings. */
const tries = 200;
const nsInMs = 1e6;

export interface HostClock {
  /** CLOCK_MONOTONIC, ns, at performance.now() = 0. */
  readonly originNs: bigint;
  /** Width of the bracket around the origin: the maximum error of a time. */
  readonly errorNs: number;
}

/** Takes a fraction of a ms. */
export function calibrateClock(): HostClock {
  let best = readClocks();
  for (let i = 1; i < tries; i++) {
    const next = readClocks();
    if (next.errorNs < best.errorNs) best = next;
  }
  return best;
}

function readClocks(): HostClock {
  const before = process.hrtime.bigint();
  const now = performance.now();
  const width = process.hrtime.bigint() - before;
  return { originNs: before + width / 2n - nsOfMs(now), errorNs: Number(width) };
}

/** @param ms a time or a length of perf_hooks. */
export const nsOfMs = (ms: number) => BigInt(Math.round(ms * nsInMs));

/** CLOCK_MONOTONIC, ns. @param startTime of an entry of perf_hooks, ms */
export const monotonicNs = (clock: HostClock, startTime: number) => clock.originNs + nsOfMs(startTime);
