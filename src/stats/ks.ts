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
 * The two-sample Kolmogorov-Smirnov distance: by how much the share of samples up to some value differs at most, 0 … 1.
 * Both ascending and not empty; ties count as what they are. As scipy's ks_2samp(x, y).statistic and R's ks.test(x, y).
 */
export const ksDistance = (x: Float64Array, y: Float64Array): number => distanceBeyond(x, y, noTolerance);

/**
 * The same where a sample may be off by the tolerance: the largest share of either's samples that, however the samples of
 * both are paired, come later than their partners by more than that (V. Strassen, The Existence of Probability Measures with
 * Given Marginals, 1965). Never more than the distance without tolerance. Both ascending and not empty.
 */
export function distanceBeyond(x: Float64Array, y: Float64Array, tolerance: Tolerance): number {
  if (x.length === 0 || y.length === 0) throw new RangeError('a distance needs samples of both');
  return Math.max(excess(x, y, tolerance), excess(y, x, tolerance));
}

/** By how much the share of `early` up to a value exceeds that of `late` up to what counts as it: at most, and at least 0. */
function excess(early: Float64Array, late: Float64Array, tolerance: Tolerance): number {
  let [most, reached] = [0, 0];
  for (let i = 0; i < early.length; i += 1) {
    const limit = upTo(early[i] ?? Number.NaN, tolerance);
    while (reached < late.length && (late[reached] ?? Number.NaN) <= limit) reached += 1;
    most = Math.max(most, (i + 1) / early.length - reached / late.length);
  }
  return most;
}
