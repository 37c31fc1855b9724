// The trials of a run or a comparison, and their order.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Arm, ComparisonPlan } from '../documents/plan.js';

/** A trial that has not run yet. */
export interface PlannedTrial {
  arm: Arm;
  /** The seed of the guest's schedule. All arms of a round have the same. */
  seed: number;
  /** From 0. Absent: there are no rounds. */
  round?: number;
  /** Whether this trial measures the machine's floors. In a series only the first trial does. */
  measureFloors: boolean;
}

/** The trials of `run`: each version once, in the order of the command line. */
export const scheduleOnce = (versions: readonly string[], seed: number): PlannedTrial[] =>
  versions.map((version) => ({ arm: { label: version, version }, seed, measureFloors: true }));

/** The trials of a sweep: every combination once, in a random order, all with the same schedule of arrivals. */
export const scheduleSweep = (plan: ComparisonPlan, seed: number): PlannedTrial[] =>
  planRound(plan, seed, 0, false).map((planned, i) => ({ ...planned, seed, measureFloors: i === 0 }));

/**
 * The trials of a round: every arm once, in a random order. The order depends on the seed and the round only, so that
 * the rounds of a shard equal those of the whole run.
 */
export function planRound(
  { arms }: ComparisonPlan,
  seed: number,
  round: number,
  measureFloors: boolean,
): PlannedTrial[] {
  const random = xoroshiro128plus(mix(seed, round));
  const trialSeed = uniformInt(random, 0, 2 ** 32 - 1);
  const order = [...arms];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = uniformInt(random, 0, last);
    [order[last], order[other]] = [order[other] as Arm, order[last] as Arm];
  }
  return order.map((arm) => ({ arm, seed: trialSeed, round, measureFloors }));
}

/**
 * Hashes seed and round with the finalizer of MurmurHash3, so that neighbouring values give unrelated generator states.
 */
function mix(seed: number, round: number): number {
  let hash = Math.imul(seed ^ Math.imul(round + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
