// The comparison document: an interface for other programs, described by docs/comparison.schema.json.

import type { ComparisonPlan, OptionValue } from './plan.js';
import type {
  Environment,
  MetricDirection,
  MetricRole,
  ResultConfig,
  ToolInfo,
  TrialStatus,
  Warning,
} from './result.js';
import { quantiles } from './result.js';

export const comparisonSchema = 'rcu-bench/comparison@2';

export interface ComparisonDocument {
  schema: typeof comparisonSchema;
  tool: ToolInfo;
  /** Every machine that took part, in the order of the files or shards; one entry for a comparison that ran here. */
  environments: Environment[];
  config: ResultConfig;
  plan: ComparisonPlan;
  method: ComparisonMethod;
  /** In the order of the plan, including the reference. */
  arms: ArmResult[];
  /** In the workload's order; tested rows are marked. */
  rows: ComparisonRow[];
  /** How much equal code differs; absent unless requested. */
  calibration?: Calibration;
  gates: GateResult[];
  warnings: Warning[];
  /** The command that repeats the comparison; absent if several results were combined. */
  reproduce?: string;
}

export interface ComparisonMethod {
  test: 'mann-whitney-u';
  adjustment: 'holm';
  /** Error rate of the whole family: 0.05, less if the data were examined several times. */
  alpha: number;
  /** Confidence of all intervals: 1 − alpha. */
  confidence: number;
  /** Number of tests in Holm's correction. */
  familySize: number;
  /** An arm with fewer trials gets no p-value. */
  minTrials: number;
  /** An arm is rejected if at least this share of its trials was overloaded. */
  overloadLimit: number;
  /** A change below the larger of the two thresholds is ignored. */
  relativeThreshold: number;
  absoluteThresholdNs: number;
}

/**
 * faster, slower: of times and rates. better, worse: of other quantities of which less (or more) is wanted. lower, higher:
 * of what the load decides.
 */
export type ChangeVerdict = 'faster' | 'slower' | 'better' | 'worse' | 'lower' | 'higher';
export type RowVerdict = ChangeVerdict | 'same' | 'undecided';

export const isWorse = (verdict: RowVerdict | undefined): boolean => verdict === 'slower' || verdict === 'worse';

/** Why an arm's row was not tested against the reference. */
export type Untested =
  | 'reference'
  | 'calibration'
  | 'not-in-family'
  | 'no-samples'
  | 'missing-values'
  | 'too-few-trials'
  | 'other-meaning'
  | 'rejected'
  | 'reference-rejected';

/** From `low` to `high`, both included, in the unit of the values. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The same in a document: an absent end lies beyond everything that was measured. */
export type OpenInterval = Partial<Interval>;

export interface ArmResult {
  label: string;
  version: string;
  set?: Record<string, OptionValue>;
  calibration?: true;
  reference: boolean;
  /** Trials that ran. */
  trials: number;
  /** Trials that ended without a stall, a crash or a violation. */
  passed: number;
  /** Passed trials in rounds in which neither this arm nor the reference was overloaded. */
  used: number;
  /** The most severe status of the arm's trials. */
  status: TrialStatus;
  /** In a trial, commands arrived faster than this arm can serve them. */
  overloaded: boolean;
  /** The number of such trials. */
  overloadedTrials: number;
  /** The arm failed, or was overloaded too often: the only possible verdict on its speed is "slower". */
  rejected: boolean;
  evidence: ArmEvidence[];
}

/** The evidence of one trial that did not pass. */
export interface ArmEvidence {
  /** From 1, among this arm's trials. */
  trial: number;
  status: TrialStatus;
  overloaded: boolean;
  lines: string[];
}

export interface ComparisonRow {
  metric: string;
  quantile: SummaryQuantile;
  unit: string;
  role: MetricRole;
  better: MetricDirection;
  /** Whether Holm's correction includes this row. */
  tested: boolean;
  arms: ArmRow[];
}

/** A quantile of one arm: the median over its trials, and how it differs from the reference. Base units. */
export interface ArmRow {
  label: string;
  /** Number of trials with a value, of the trials that count. */
  n: number;
  /**
   * Trials without a value that rank as worse than every measured trial: overloaded, or too slow for enough samples.
   */
  rankedWorst?: number;
  /** Trials without a value and without an explanation. Any such trial prevents a verdict. */
  missing?: number;
  /** Such trials of the reference, of those that count with this arm. */
  referenceMissing?: number;
  /** Median over the n trials and those ranked worst; absent if it lies among the latter. */
  median?: number;
  interval?: OpenInterval;
  /** Hodges-Lehmann: this arm minus the reference. Absent with an interval: beyond everything measured. */
  shift?: number;
  shiftInterval?: OpenInterval;
  /** The same for the logarithms: this arm divided by the reference. Absent with an interval: infinite. */
  ratio?: number;
  ratioInterval?: OpenInterval;
  p?: number;
  adjustedP?: number;
  verdict?: RowVerdict;
  /** The threshold of the shift's test: the larger of the relative and the absolute threshold, in the row's unit. */
  threshold?: number;
  /** Undecided rows: the approximate number of trials of each arm that would decide the row. */
  trialsNeeded?: number;
  /**
   * The smallest difference that 4 of 5 comparisons of this many trials would find at Holm's first step, for trials that
   * scatter normally. Absent where no difference would pass that step.
   */
  minDetectable?: number;
  untested?: Untested;
  /** What the metric measures in this version, if it differs from the reference. */
  meaning?: string;
}

export interface GateResult {
  gate: string;
  label: string;
  kind: Gate['kind'];
  /** The metric's unit; absent if the comparison lacks the metric. */
  unit?: string;
  outcome: 'failed' | 'passed' | 'undecided';
  /** The value to compare with the gate's limit: a ratio, a shift or a value. */
  estimate?: number;
  interval?: OpenInterval;
  /** Why there is no value to compare. */
  untested?: Untested;
  /** missing-values: trials of this arm and of the reference without a value. */
  missing?: number;
}

/** The reference compared with itself, over disjoint blocks of consecutive rounds. */
export interface Calibration {
  label: string;
  /** Tests at 5 % each without correction, and the number that found a "difference". */
  tests: number;
  significant: number;
  /** Number of blocks. Tests within a block use the same trials and are not independent. */
  blocks: number;
  /** 95 % interval of significant / tests, with blocks as the units. */
  rateInterval: Interval;
  /** By metric and quantile: the largest difference that the whole comparison would not have detected. */
  noise: { metric: string; quantile: SummaryQuantile; unit: string; shift: number; floor?: number }[];
}

export const comparators = ['>', '>=', '<', '<='] as const;

export type Comparator = (typeof comparators)[number];

export interface Gate {
  /** The gate as typed. */
  text: string;
  /** The arm that the gate applies to; absent: every arm except the reference. */
  arm?: string;
  metric: string;
  quantile: SummaryQuantile;
  comparator: Comparator;
  /**
   * ratio: relative to the reference, 1.1 for +10%; shift: difference from the reference; value: of the arm itself.
   * Base units.
   */
  kind: 'ratio' | 'shift' | 'value';
  limit: number;
}

/** The parts of a trial's summary that are compared. */
export const summaryQuantiles = [...quantiles.map(({ name }) => name), 'max'] as const;

export type SummaryQuantile = (typeof summaryQuantiles)[number];
