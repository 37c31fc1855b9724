// The median and its interval.
import type { Interval } from '../documents/comparison.js';
import { binomialAtMost } from './binomial.js';
import { quantileOfSorted } from './quantile.js';

/** The middle value, or the mean of the two middle ones. Throws a RangeError for no values. */
export function median(values: readonly number[]): number {
  return quantileOfSorted(Float64Array.from(values).sort(), 0.5);
}

/**
 * An interval for the median of what the values are drawn from, whatever their distribution: the k-th smallest and the
 * k-th largest value with the largest k whose coverage, 1 - 2 P(binomial(n, 1/2) < k), still reaches `confidence`.
 * Undefined where the values are too few even for the outermost pair: fewer than 6 at 95 %.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): Interval | undefined {
  const n = values.length;
  const rank = intervalRank((k) => binomialAtMost(k, n, 0.5), n, confidence);
  return orderInterval(Float64Array.from(values).sort(), rank);
}

/**
 * The largest k with `atMost(k - 1)` ≤ (1 - confidence) / 2, at most half of `n`; 0 when there is none. `atMost` is the
 * null distribution of how many of the n values (or differences) lie below the parameter: P(count ≤ k).
 */
export function intervalRank(atMost: (k: number) => number, n: number, confidence: number): number {
  // A probability that equals the bound must not miss it by rounding.
  const bound = ((1 - confidence) / 2) * (1 + 1e-12);
  let [fits, fails] = [0, Math.floor(n / 2) + 1];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (atMost(middle - 1) <= bound) fits = middle;
    else fails = middle;
  }
  return fits;
}

/** The `rank`-th smallest and the `rank`-th largest of ascending values; undefined for rank 0. */
export function orderInterval(sorted: Float64Array, rank: number): Interval | undefined {
  const [low, high] = [sorted[rank - 1], sorted[sorted.length - rank]];
  return low === undefined || high === undefined ? undefined : { low, high };
}
