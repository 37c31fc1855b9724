// Four trials a round, processed once, so that any choice of two trials in each round can be compared with the other
// two without reading the samples again: a randomization test does that several thousand times. Each trial has the same
// weight: see Distribution.
import { distributionOf } from './distribution.js';
import { type Tolerance, upTo } from './ks.js';

/** What the trials of a round measured of one metric, each ascending; a trial may have nothing, a side of all rounds may not. */
export interface RoundSamples {
  readonly a: readonly [Float64Array, Float64Array];
  readonly b: readonly [Float64Array, Float64Array];
}

/** Two of a round's trials, as positions among a, a, b, b. The other two are the pair at position ^ 1. */
const pairs = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [1, 2],
] as const;

export const pairCount = pairs.length;
/** The pair that is side a. */
export const sidePair = 0;
/** From here on a pair holds a trial of either side. */
export const firstMixedPair = 2;

/** The distance between the chosen trials and the others. */
export interface Distances {
  /** Kolmogorov-Smirnov. */
  plain: number;
  /** The same beyond the tolerance. */
  beyond: number;
}

/** Of some trials: how many have samples, and the sum of their shares up to each point, and up to what still counts as it. */
interface Shares {
  trials: number;
  upTo: Float64Array;
  within: Float64Array;
}

export class Tallies {
  /** Values at which shares are looked at, ascending. */
  readonly points: Float64Array;
  /** By round and pair. */
  private readonly pairsOf: Shares[][];
  private readonly all: Shares;

  constructor(rounds: readonly RoundSamples[], tolerance: Tolerance) {
    this.points = lookedAt(rounds);
    const limits = this.points.map((point) => upTo(point, tolerance));
    const sharesOf = (samples: Float64Array): Shares => ({
      trials: samples.length > 0 ? 1 : 0,
      upTo: sharesUpTo(samples, this.points),
      within: sharesUpTo(samples, limits),
    });
    const trials = rounds.map(({ a, b }) => [...a, ...b].map(sharesOf));
    this.pairsOf = trials.map((own) => pairs.map((places) => this.sum(own.filter((_, i) => isIn(places, i)))));
    this.all = this.sum(trials.flat());
  }

  /**
   * Between one pair of each round and all the others.
   * @param pair the place of a round's pair among the pairs
   * @param squares takes at each point the square of the difference between both shares
   */
  distances(pair: (round: number) => number, squares?: Float64Array): Distances {
    const one = this.sum(this.pairsOf.flatMap((own, round) => own[pair(round)] ?? []));
    const others = this.all.trials - one.trials;
    // Nothing on one side: as far as can be, so that it never speaks for a difference.
    if (one.trials === 0 || others === 0) return { plain: 1, beyond: 1 };
    let [plain, beyond] = [0, 0];
    for (let i = 0; i < this.points.length; i += 1) {
      const [sum, sumWithin] = [one.upTo[i] as number, one.within[i] as number];
      const [share, otherShare] = [sum / one.trials, ((this.all.upTo[i] as number) - sum) / others];
      const [within, otherWithin] = [sumWithin / one.trials, ((this.all.within[i] as number) - sumWithin) / others];
      plain = Math.max(plain, Math.abs(share - otherShare));
      beyond = Math.max(beyond, share - otherWithin, otherShare - within);
      if (squares !== undefined) squares[i] = (squares[i] as number) + (share - otherShare) ** 2;
    }
    return { plain, beyond };
  }

  private sum(shares: readonly Shares[]): Shares {
    const points = this.points.length;
    const total = { trials: 0, upTo: new Float64Array(points), within: new Float64Array(points) };
    for (const own of shares) {
      total.trials += own.trials;
      add(total.upTo, own.upTo);
      add(total.within, own.within);
    }
    return total;
  }
}

const isIn = (places: readonly number[], place: number): boolean => places.includes(place);

/** Nearly all of the time is spent here, so the index is not checked. */
function add(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i += 1) to[i] = (to[i] as number) + (from[i] as number);
}

/** Beyond so many values only so many are looked at, with as much between any two: a distance loses less than twice that. */
const mostPoints = 300;

function lookedAt(rounds: readonly RoundSamples[]): Float64Array {
  const { values, shares } = distributionOf(rounds.flatMap(({ a, b }) => [...a, ...b]));
  const isLastOfItsKind = (i: number) => values[i] !== values[i + 1];
  const distinct = values.filter((_, i) => isLastOfItsKind(i));
  if (distinct.length <= mostPoints) return distinct;
  const step = (i: number) => Math.floor((shares[i] ?? 0) * mostPoints);
  return values.filter((_, i) => step(i) > step(i - 1)).filter((value, i, chosen) => value !== chosen[i - 1]);
}

/** Which share of the samples is at most as large as each of the limits; both ascending. 0 of none. */
function sharesUpTo(samples: Float64Array, limits: Float64Array): Float64Array {
  let count = 0;
  return limits.map((limit) => {
    while (count < samples.length && (samples[count] as number) <= limit) count += 1;
    return count / Math.max(1, samples.length);
  });
}
