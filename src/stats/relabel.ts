// A randomization test for two sides that were run in rounds, two trials of each a round. Samples within a trial hang together,
// so trials are exchanged and never samples; and only within their round, whose schedule and machine they share.
//
// Of four trials there are three ways to make two pairs. One keeps the sides apart, and the distance between its pairs is what
// is tested. In the other two each pair holds a trial of either side: the distance between such pairs is what runs of the
// same code differ by, of just as many trials, whether the sides differ or not.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Tolerance, upTo } from './ks.js';

/** What the trials of a round measured of one metric, each ascending; a trial may have nothing, a side of all rounds may not. */
export interface RoundSamples {
  readonly a: readonly [Float64Array, Float64Array];
  readonly b: readonly [Float64Array, Float64Array];
}

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

export interface Relabelling {
  readonly tolerance: Tolerance;
  readonly seed: number;
  /** How often the trials are exchanged; p is a multiple of 1 / (draws + 1). */
  readonly draws: number;
}

/** Both sides need a sample. */
export function relabel(rounds: readonly RoundSamples[], { tolerance, seed, draws }: Relabelling): Relabelled {
  const points = lookedAt(rounds);
  const tallies = rounds.map((round) => tallyOf(round, points, tolerance));
  const random = xoroshiro128plus(seed);
  const places = (lowest: number) => tallies.map(() => uniformInt(random, lowest, pairs.length - 1));
  const own = distances(
    tallies,
    tallies.map(() => 0),
  );
  const exchanged = Array.from({ length: draws }, () => distances(tallies, places(0)).beyond);
  const variance = new Float64Array(points.length);
  const mixed = Array.from({ length: draws }, () => distances(tallies, places(firstMixed), variance));
  return {
    p: (1 + exchanged.filter((beyond) => beyond >= own.beyond - rounding).length) / (draws + 1),
    same: Float64Array.from(mixed, ({ plain }) => plain).sort(),
    sameBeyond: Float64Array.from(mixed, ({ beyond }) => beyond).sort(),
    deviation: Math.sqrt(variance.reduce((largest, sum) => Math.max(largest, sum), 0) / draws),
  };
}

/** Ways that are equal must not differ by the order in which they were summed. */
const rounding = 1e-12;

/** Places of two of the trials a, a, b, b. The complement of the pair at i is at i ^ 1. */
const pairs = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [1, 2],
] as const;
/** From here on a pair holds a trial of either side. */
const firstMixed = 2;

/** Values at which shares are looked at; beyond so many they are taken evenly from all samples, which misses less than 0.3 %. */
const mostPoints = 400;

function lookedAt(rounds: readonly RoundSamples[]): Float64Array {
  const all = joined(rounds.flatMap(({ a, b }) => [...a, ...b])).sort();
  const distinct = all.filter((value, i) => i === 0 || value !== all[i - 1]);
  if (distinct.length <= mostPoints) return distinct;
  const evenly = Float64Array.from(
    { length: mostPoints },
    (_, i) => all[Math.floor(((i + 1) * all.length) / mostPoints) - 1] ?? Number.NaN,
  );
  return evenly.filter((value, i) => i === 0 || value !== evenly[i - 1]);
}

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

/** Of a round, by the place of a pair: */
interface Tally {
  /** its samples, */
  n: number[];
  /** those of them up to each point, */
  upTo: Float64Array[];
  /** and those up to what still counts as it. */
  within: Float64Array[];
}

function tallyOf({ a, b }: RoundSamples, points: Float64Array, tolerance: Tolerance): Tally {
  const trials = [...a, ...b];
  const limits = points.map((point) => upTo(point, tolerance));
  const atPoints = trials.map((samples) => countsUpTo(samples, points));
  const atLimits = trials.map((samples) => countsUpTo(samples, limits));
  const ofPair = (counts: readonly Float64Array[]) => pairs.map(([i, j]) => sumOf(counts[i], counts[j]));
  return {
    n: pairs.map(([i, j]) => (trials[i]?.length ?? 0) + (trials[j]?.length ?? 0)),
    upTo: ofPair(atPoints),
    within: ofPair(atLimits),
  };
}

/** How many samples are at most as large as each of the limits; both ascending. */
function countsUpTo(samples: Float64Array, limits: Float64Array): Float64Array {
  let count = 0;
  return limits.map((limit) => {
    while (count < samples.length && (samples[count] ?? Number.NaN) <= limit) count += 1;
    return count;
  });
}

function sumOf(one: Float64Array | undefined, other: Float64Array | undefined): Float64Array {
  if (one === undefined || other === undefined) throw new RangeError('a round has four trials');
  return one.map((value, i) => value + (other[i] ?? 0));
}

interface Distances {
  plain: number;
  beyond: number;
}

/**
 * Between the pairs at these places, one a round, and all the others.
 * @param squares takes at each point the square of the difference between both shares
 */
function distances(tallies: readonly Tally[], places: readonly number[], squares?: Float64Array): Distances {
  const [one, other] = [total(tallies, places, 0), total(tallies, places, 1)];
  // Nothing on one side: as far as can be, so that it never speaks for a difference.
  if (one.n === 0 || other.n === 0) return { plain: 1, beyond: 1 };
  let [plain, beyond] = [0, 0];
  for (let i = 0; i < one.upTo.length; i += 1) {
    const [up, otherUp] = [at(one.upTo, i) / one.n, at(other.upTo, i) / other.n];
    const [within, otherWithin] = [at(one.within, i) / one.n, at(other.within, i) / other.n];
    plain = Math.max(plain, Math.abs(up - otherUp));
    beyond = Math.max(beyond, up - otherWithin, otherUp - within);
    if (squares !== undefined) squares[i] = at(squares, i) + (up - otherUp) ** 2;
  }
  return { plain, beyond };
}

interface Total {
  n: number;
  upTo: Float64Array;
  within: Float64Array;
}

/** @param complement 1: of the other pairs */
function total(tallies: readonly Tally[], places: readonly number[], complement: 0 | 1): Total {
  const points = tallies[0]?.upTo[0]?.length ?? 0;
  const sum = { n: 0, upTo: new Float64Array(points), within: new Float64Array(points) };
  tallies.forEach((tally, round) => {
    const place = (places[round] ?? 0) ^ complement;
    sum.n += tally.n[place] ?? 0;
    add(sum.upTo, tally.upTo[place]);
    add(sum.within, tally.within[place]);
  });
  return sum;
}

function add(to: Float64Array, from: Float64Array | undefined): void {
  for (let i = 0; i < to.length; i += 1) to[i] = at(to, i) + (from?.[i] ?? 0);
}

const at = (values: Float64Array, i: number): number => values[i] ?? 0;
