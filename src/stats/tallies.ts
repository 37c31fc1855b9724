// Four trials a round, counted once, so that any choice of two in each round can be held against the rest without a look at
// the samples again: a randomization test does that some thousand times.
import { type Tolerance, upTo } from './ks.js';

/** What the trials of a round measured of one metric, each ascending; a trial may have nothing, a side of all rounds may not. */
export interface RoundSamples {
  readonly a: readonly [Float64Array, Float64Array];
  readonly b: readonly [Float64Array, Float64Array];
}

/** Two of a round's trials, as places among a, a, b, b. The others are the pair at the place ^ 1. */
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

/** How far the chosen trials are from the others. */
export interface Distances {
  /** Kolmogorov-Smirnov. */
  plain: number;
  /** The same beyond the tolerance. */
  beyond: number;
}

/** Samples of some trials, and how many of them are at most as large as each point, and as what still counts as it. */
interface Counts {
  n: number;
  upTo: Float64Array;
  within: Float64Array;
}

export class Tallies {
  /** Values at which shares are looked at, ascending. */
  readonly points: Float64Array;
  /** By round and pair. */
  private readonly pairsOf: Counts[][];
  private readonly all: Counts;

  constructor(rounds: readonly RoundSamples[], tolerance: Tolerance) {
    this.points = lookedAt(rounds);
    const limits = this.points.map((point) => upTo(point, tolerance));
    const countsOf = (samples: Float64Array): Counts => ({
      n: samples.length,
      upTo: countsUpTo(samples, this.points),
      within: countsUpTo(samples, limits),
    });
    const trials = rounds.map(({ a, b }) => [...a, ...b].map(countsOf));
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
    const others = this.all.n - one.n;
    // Nothing on one side: as far as can be, so that it never speaks for a difference.
    if (one.n === 0 || others === 0) return { plain: 1, beyond: 1 };
    let [plain, beyond] = [0, 0];
    for (let i = 0; i < this.points.length; i += 1) {
      const [count, counted] = [one.upTo[i] as number, one.within[i] as number];
      const [share, otherShare] = [count / one.n, ((this.all.upTo[i] as number) - count) / others];
      const [within, otherWithin] = [counted / one.n, ((this.all.within[i] as number) - counted) / others];
      plain = Math.max(plain, Math.abs(share - otherShare));
      beyond = Math.max(beyond, share - otherWithin, otherShare - within);
      if (squares !== undefined) squares[i] = (squares[i] as number) + (share - otherShare) ** 2;
    }
    return { plain, beyond };
  }

  private sum(counts: readonly Counts[]): Counts {
    const points = this.points.length;
    const total = { n: 0, upTo: new Float64Array(points), within: new Float64Array(points) };
    for (const own of counts) {
      total.n += own.n;
      add(total.upTo, own.upTo);
      add(total.within, own.within);
    }
    return total;
  }
}

const isIn = (places: readonly number[], place: number): boolean => places.includes(place);

/** Nearly all of the time goes here: no test whether there is such a place. */
function add(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i += 1) to[i] = (to[i] as number) + (from[i] as number);
}

/** Beyond so many values they are taken evenly from all samples, which misses less than 0.3 % of them. */
const mostPoints = 400;

function lookedAt(rounds: readonly RoundSamples[]): Float64Array {
  const all = joined(rounds.flatMap(({ a, b }) => [...a, ...b])).sort();
  const distinct = all.filter(isNew);
  if (distinct.length <= mostPoints) return distinct;
  const place = (i: number) => Math.floor(((i + 1) * all.length) / mostPoints) - 1;
  return Float64Array.from({ length: mostPoints }, (_, i) => all[place(i)] as number).filter(isNew);
}

const isNew = (value: number, i: number, values: Float64Array): boolean => i === 0 || value !== values[i - 1];

/** One after another. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

/** How many samples are at most as large as each of the limits; both ascending. */
function countsUpTo(samples: Float64Array, limits: Float64Array): Float64Array {
  let count = 0;
  return limits.map((limit) => {
    while (count < samples.length && (samples[count] as number) <= limit) count += 1;
    return count;
  });
}
