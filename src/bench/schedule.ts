// Which trials are run, in which order.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Arm, ComparisonPlan } from '../documents/plan.js';

/** One trial to be run. */
export interface PlannedTrial {
  arm: Arm;
  /** Of the guest's schedule: the same for all arms of a round. */
  seed: number;
  /** From 0; absent where there are no rounds. */
  round?: number;
  /** Of many trials in a row, the first measures the machine's floors for all. */
  measureFloors: boolean;
}

/** `run` measures each version once, in the order of the command line: a look at each, not a comparison. */
export const scheduleOnce = (versions: readonly string[], seed: number): PlannedTrial[] =>
  versions.map((version) => ({ arm: { label: version, version }, seed, measureFloors: true }));

/** Every combination once, in an order drawn from the seed, all with its one schedule of arrivals. */
export const scheduleSweep = (plan: ComparisonPlan, seed: number): PlannedTrial[] =>
  planRound(plan, seed, 0, false).map((planned, i) => ({ ...planned, seed, measureFloors: i === 0 }));

/**
 * Every arm once, in an order that the seed and the round decide alone: so a shard draws its rounds as a whole run would.
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

/** Neighbouring seeds and rounds must not give neighbouring states: the finalizer of MurmurHash3 over both. */
function mix(seed: number, round: number): number {
  let hash = Math.imul(seed ^ Math.imul(round + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
