import type { Interval } from '../model/comparison.js';
import { exactLimit } from './mann-whitney.js';
import { intervalRank, orderInterval } from './median.js';
import { normalCdf } from './normal.js';
import { quantileOfSorted } from './quantile.js';
import { tieFreeU, uAtMost } from './u-distribution.js';

export interface HodgesLehmann {
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
 * RangeError when either sample is empty.
 */
export function hodgesLehmann(
  reference: readonly number[],
  other: readonly number[],
  confidence = 0.95,
): HodgesLehmann {
  const differences = differencesOf(reference, other).sort();
  const atMost = uChances(reference.length, other.length);
  const interval = orderInterval(differences, intervalRank(atMost, differences.length, confidence));
  return { shift: quantileOfSorted(differences, 0.5), ...(interval && { interval }) };
}

function differencesOf(reference: readonly number[], other: readonly number[]): Float64Array {
  const differences = new Float64Array(reference.length * other.length);
  other.forEach((value, i) => {
    reference.forEach((base, j) => {
      differences[i * reference.length + j] = value - base;
    });
  });
  return differences;
}

/** P(U ≤ u) without ties, as a function of u. */
function uChances(m: number, n: number): (u: number) => number {
  if (Math.max(m, n) <= exactLimit) return (u) => uAtMost(tieFreeU(m, n), u);
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  return (u) => normalCdf((u + 0.5 - (m * n) / 2) / deviation);
}
