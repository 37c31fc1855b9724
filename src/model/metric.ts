/** What a workload's dotted metric name stands for. The full definitions are in docs/measurement.md. */
export interface MetricSpec {
  /** As in result documents: `unmap.latency`. */
  readonly name: string;
  /** As in tables, at most 13 characters: two versions have to fit 80 columns. */
  readonly label: string;
  /** Base unit: `ns`, `B` or `1`. */
  readonly unit: string;
  /** headline: what the workload is run for; detail: where the time went; floor: what this machine cannot go below. */
  readonly role: 'headline' | 'detail' | 'floor';
  /** Which change is an improvement; `neither` where the load decides the value. */
  readonly better: 'less' | 'more' | 'neither';
  /**
   * Of a loop whose next sample starts when the last one ended: a trial has fewer samples than another because each took
   * longer. Absent: a small number of samples says nothing about their size.
   */
  readonly fewerMeansSlower?: true;
  /** A counter that every RCU has which can tell this; where it is absent the metric is not offered. */
  readonly needs?: string;
}

/** A quantile that results hold, and the samples it needs: at least one expected beyond it, n ≥ 1 / (1 − q). */
export interface QuantileSpec {
  readonly name: 'p50' | 'p90' | 'p99' | 'p99_9';
  readonly q: number;
  readonly minSamples: number;
}

export const quantiles: readonly QuantileSpec[] = [
  { name: 'p50', q: 0.5, minSamples: 2 },
  { name: 'p90', q: 0.9, minSamples: 10 },
  { name: 'p99', q: 0.99, minSamples: 100 },
  { name: 'p99_9', q: 0.999, minSamples: 1000 },
];

/** Samples of one metric in one trial, in base units. What is undefined is absent. */
export interface MetricSummary {
  unit: string;
  n: number;
  min?: number;
  p50?: number;
  p90?: number;
  p99?: number;
  p99_9?: number;
  max?: number;
}
