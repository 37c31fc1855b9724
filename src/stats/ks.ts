// The Kolmogorov-Smirnov distance, with and without a tolerance.
import type { Distribution } from './distribution.js';

/** How far a sample may be moved before that counts: by the larger of both. */
export interface Tolerance {
  /** Of the value itself. */
  readonly relative: number;
  /** In the values' unit. */
  readonly absolute: number;
}

export const noTolerance: Tolerance = { relative: 0, absolute: 0 };

/** The largest value that counts as this one. Never falls where values rise; a value below 0 has the absolute part alone. */
export const upTo = (value: number, { relative, absolute }: Tolerance): number =>
  value + Math.max(absolute, relative * value);

/**
 * The two-sample Kolmogorov-Smirnov distance: by how much the share up to some value differs at most, 0 … 1. Ties count as
 * what they are. Of one trial each as scipy's ks_2samp(x, y).statistic and R's ks.test(x, y). Throws a RangeError for nothing.
 */
export const ksDistance = (x: Distribution, y: Distribution): number => distanceBeyond(x, y, noTolerance);

/**
 * The same where a sample may be off by the tolerance: the share of either that, however both are paired, comes later than
 * its partner by more than that, at least (V. Strassen, The Existence of Probability Measures with Given Marginals, 1965).
 * Never more than the distance without tolerance.
 */
export function distanceBeyond(x: Distribution, y: Distribution, tolerance: Tolerance): number {
  if (x.values.length === 0 || y.values.length === 0) throw new RangeError('a distance needs samples of both');
  return Math.max(excess(x, y, tolerance), excess(y, x, tolerance));
}

/** By how much the share of `early` up to a value exceeds that of `late` up to what counts as it: at most, and at least 0. */
function excess(early: Distribution, late: Distribution, tolerance: Tolerance): number {
  let [most, reached] = [0, 0];
  for (let i = 0; i < early.values.length; i += 1) {
    const limit = upTo(early.values[i] as number, tolerance);
    while (reached < late.values.length && (late.values[reached] as number) <= limit) reached += 1;
    most = Math.max(most, (early.shares[i] as number) - (late.shares[reached - 1] ?? 0));
  }
  return most;
}
