// The distribution of a metric over several trials. Each trial has the same weight, however many samples it has: where the host
// stands still for a moment, hundreds of commands wait behind one unmap, and they tell of that moment only.
import { type MetricSummary, quantiles } from '../documents/result.js';

export interface Distribution {
  /** Ascending. */
  readonly values: Float64Array;
  /** Beside each value the share of all that lies up to it, 0 … 1; of equal values the last one's holds. */
  readonly shares: Float64Array;
}

/** @param trials each ascending; those without samples are left out */
export function distributionOf(trials: readonly Float64Array[]): Distribution {
  const weighed = trials.filter(({ length }) => length > 0).map(weighedSamples);
  const { values, weights } = mergeAll(weighed);
  const total = weighed.length;
  let sum = 0;
  const shares = weights.map((weight) => {
    sum += weight;
    return sum / total;
  });
  // What rounding left: all of them are up to the last.
  if (shares.length > 0) shares[shares.length - 1] = 1;
  return { values, shares };
}

/** The smallest value up to which at least that share lies. Throws a RangeError for nothing. */
export function quantileOf({ values, shares }: Distribution, q: number): number {
  const place = shares.findIndex((share) => share >= q - rounding);
  const value = values[place];
  if (value === undefined) throw new RangeError('no quantile of nothing');
  return value;
}

/** Shares are sums of many weights. */
const rounding = 1e-9;

/** As summarize() does it for one trial: a quantile is absent where all trials together have too few samples for it. */
export function summaryOf(distribution: Distribution, unit: string): MetricSummary {
  const { values } = distribution;
  const n = values.length;
  if (n === 0) return { unit, n };
  const defined = quantiles.filter(({ minSamples }) => n >= minSamples);
  return {
    unit,
    n,
    min: values[0] as number,
    ...Object.fromEntries(defined.map(({ name, q }) => [name, quantileOf(distribution, q)])),
    max: values[n - 1] as number,
  };
}

interface Weighed {
  values: Float64Array;
  weights: Float64Array;
}

const weighedSamples = (values: Float64Array): Weighed => ({
  values,
  weights: new Float64Array(values.length).fill(1 / values.length),
});

/** Halves first: each sample is then moved as often as the trials can be halved. */
function mergeAll(parts: readonly Weighed[]): Weighed {
  const [only] = parts;
  if (only === undefined) return { values: new Float64Array(0), weights: new Float64Array(0) };
  if (parts.length === 1) return only;
  const half = Math.floor(parts.length / 2);
  return merged(mergeAll(parts.slice(0, half)), mergeAll(parts.slice(half)));
}

function merged(one: Weighed, other: Weighed): Weighed {
  const length = one.values.length + other.values.length;
  const all = { values: new Float64Array(length), weights: new Float64Array(length) };
  for (let [i, j] = [0, 0]; i + j < length; ) {
    const fromOne = j === other.values.length || (one.values[i] as number) <= (other.values[j] as number);
    const [from, place] = fromOne ? [one, i] : [other, j];
    all.values[i + j] = from.values[place] as number;
    all.weights[i + j] = from.weights[place] as number;
    if (fromOne) i += 1;
    else j += 1;
  }
  return all;
}
