// Quantiles of sorted samples.
/**
 * The q-quantile of sorted samples by linear interpolation between the two nearest order statistics: type 7 of Hyndman
 * and Fan, the default of R and NumPy. `sorted` ascending and not empty, 0 ≤ q ≤ 1.
 */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  // The values may be infinite (see trial-values.ts), of which no difference can be taken.
  return low === high || position === below ? low : low + (position - below) * (high - low);
}

function at(samples: Float64Array, index: number): number {
  const value = samples[index];
  if (value === undefined) throw new RangeError(`no sample ${index} among ${samples.length}`);
  return value;
}
