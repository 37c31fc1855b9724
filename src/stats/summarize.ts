// The summary of the samples of one metric.
import { type MetricSummary, quantiles } from '../documents/result.js';
import { quantileOfSorted } from './quantile.js';

/**
 * Summarizes raw samples (base units, any order; not changed). A quantile is absent when the samples are too few to say
 * anything about it: QuantileSpec.minSamples.
 */
export function summarize(samples: Float64Array, unit: string): MetricSummary {
  if (samples.length === 0) return { unit, n: 0 };
  const sorted = samples.slice().sort();
  const defined = quantiles.filter(({ minSamples }) => sorted.length >= minSamples);
  return {
    unit,
    n: sorted.length,
    min: quantileOfSorted(sorted, 0),
    ...Object.fromEntries(defined.map(({ name, q }) => [name, quantileOfSorted(sorted, q)])),
    max: quantileOfSorted(sorted, 1),
  };
}
