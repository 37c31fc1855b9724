// The Hodges-Lehmann estimate of a shift, with its interval.
import type { Interval } from '../documents/comparison.js';
import { exactLimit } from './mann-whitney.js';
import { intervalRank, orderInterval } from './median.js';
import { normalCdf } from './normal.js';
import { quantileOfSorted } from './quantile.js';
import { tieFreeU, uAtMost } from './u-distribution.js';

interface HodgesLehmann {
  /** By how much the other sample is larger, in the samples' unit. */
  readonly shift: number;
  /** Absent where the samples are too few for the confidence asked. */
  readonly interval?: Interval;
}

/**
 * The Hodges-Lehmann estimate of the shift from `reference` to `other`: the median of all m · n differences. Its
 * interval holds the shifts that a Mann-Whitney test does not reject: the k-th smallest to the k-th largest difference,
 * with U's exact distribution while both have at most `exactLimit` values, and its normal approximation with continuity
 * correction beyond. As R's wilcox.test(other, reference, conf.int = TRUE), except that ties do not change the method
 * (they only make the interval cover more), and that there is none where R gives one short of the confidence. Throws a
 * RangeError when either sample is empty. Infinite values are allowed: see trial-values.ts.
 * @param difference of a value of `other` from one of `reference`
 */
export function hodgesLehmann(
  reference: readonly number[],
  other: readonly number[],
  confidence = 0.95,
  difference = minus,
): HodgesLehmann {
  const differences = sortedDifferences(reference, other, difference);
  const interval = orderInterval(differences, shiftRank(reference.length, other.length, confidence));
  return { shift: quantileOfSorted(differences, 0.5), ...(interval && { interval }) };
}

/** Two infinite values are equal: nothing tells them apart. */
export const minus = (value: number, base: number): number => (value === base ? 0 : value - base);

/** All of `other` from all of `reference`, ascending. */
export function sortedDifferences(
  reference: readonly number[],
  other: readonly number[],
  difference = minus,
): Float64Array {
  const differences = new Float64Array(reference.length * other.length);
  other.forEach((value, i) => {
    reference.forEach((base, j) => {
      differences[i * reference.length + j] = difference(value, base);
    });
  });
  return differences.sort();
}

/** The interval's ends are the rank-th smallest and the rank-th largest of the m · n differences; 0: there is none. */
export const shiftRank = (m: number, n: number, confidence: number): number =>
  intervalRank(uChances(m, n), m * n, confidence);

/** P(U ≤ u) without ties, as a function of u. */
function uChances(m: number, n: number): (u: number) => number {
  if (Math.max(m, n) <= exactLimit) return (u) => uAtMost(tieFreeU(m, n), u);
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  return (u) => normalCdf((u + 0.5 - (m * n) / 2) / deviation);
}
