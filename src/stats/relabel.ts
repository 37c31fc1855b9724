// A randomization test for two sides that ran in rounds, with two trials of each side in a round. Samples within a
// trial depend on each other, so the test exchanges trials, never samples, and only within a round, whose schedule and
// machine the trials share.
// Four trials can form two pairs in three ways. One way keeps the sides apart; the distance between its pairs is
// tested. In the other two ways each pair contains a trial of each side: the distance between such pairs is how much
// runs of the same code differ, for the same number of trials, whether the sides differ or not.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Tolerance } from './ks.js';
import { firstMixedPair, pairCount, type RoundSamples, sidePair, Tallies } from './tallies.js';

export interface Relabelled {
  /**
   * How likely a distance beyond the tolerance at least as large as the sides' own is where any two trials of a round may
   * have been side a. Never 0: the sides as they were run are one of the ways.
   */
  readonly p: number;
  /** Kolmogorov-Smirnov distances of runs of the same, ascending. */
  readonly same: Float64Array;
  /** The same beyond the tolerance. */
  readonly sameBeyond: Float64Array;
  /** Standard deviation of the difference between the shares up to a value, of runs of the same, where it is largest. */
  readonly deviation: number;
}

interface Relabelling {
  readonly tolerance: Tolerance;
  readonly seed: number;
  /** How often the trials are exchanged; p is a multiple of 1 / (draws + 1). */
  readonly draws: number;
}

/** Both sides need a sample. */
export function relabel(rounds: readonly RoundSamples[], { tolerance, seed, draws }: Relabelling): Relabelled {
  const tallies = new Tallies(rounds, tolerance);
  const random = xoroshiro128plus(seed);
  const drawn = (lowest: number) => () => uniformInt(random, lowest, pairCount - 1);
  const own = tallies.distances(() => sidePair);
  const exchanged = Array.from({ length: draws }, () => tallies.distances(drawn(0)));
  const squares = new Float64Array(tallies.points.length);
  const mixed = Array.from({ length: draws }, () => tallies.distances(drawn(firstMixedPair), squares));
  return {
    p: (1 + exchanged.filter(({ beyond }) => beyond >= own.beyond - rounding).length) / (draws + 1),
    same: Float64Array.from(mixed, ({ plain }) => plain).sort(),
    sameBeyond: Float64Array.from(mixed, ({ beyond }) => beyond).sort(),
    deviation: Math.sqrt(squares.reduce((largest, sum) => Math.max(largest, sum), 0) / draws),
  };
}

/** Ways that are equal must not differ by the order in which they were summed. */
const rounding = 1e-12;
