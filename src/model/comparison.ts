// The comparison document: an interface for other programs. docs/comparison.schema.json describes the same.
import type { ComparisonPlan } from './arm.js';
import type { SummaryQuantile } from './gate.js';
import type { MetricSpec } from './metric.js';
import type { OptionValue } from './options.js';
import type { Environment, ResultConfig, ToolInfo, TrialStatus, Warning } from './result.js';

export const comparisonSchema = 'rcu-bench/comparison@1';

export interface ComparisonDocument {
  schema: typeof comparisonSchema;
  tool: ToolInfo;
  /** Of every machine that took part, in the order of the files or shards; one for a comparison run here. */
  environments: Environment[];
  config: ResultConfig;
  plan: ComparisonPlan;
  method: ComparisonMethod;
  /** In the order of the plan, the reference among them. */
  arms: ArmResult[];
  /** In the workload's order; the tested rows are marked. */
  rows: ComparisonRow[];
  /** What equal code differs by; absent unless asked for. */
  calibration?: Calibration;
  gates: GateResult[];
  warnings: Warning[];
  /** The command that runs the same again; absent where several results were put together. */
  reproduce?: string;
}

export interface ComparisonMethod {
  test: 'mann-whitney-u';
  adjustment: 'holm';
  /** Error rate of the whole family: 0.05, less where the data were looked at several times. */
  alpha: number;
  /** Of all intervals: 1 − alpha. */
  confidence: number;
  /** Tests that Holm's correction is over. */
  familySize: number;
  /** Fewer trials of an arm give no p-value. */
  minTrials: number;
  /** A change below the larger of the two is no news. */
  relativeThreshold: number;
  absoluteThresholdNs: number;
}

export type SpeedVerdict = 'faster' | 'slower' | 'same' | 'undecided';

/** Why an arm's row was not tested against the reference. */
export type Untested =
  | 'reference'
  | 'calibration'
  | 'not-in-family'
  | 'no-samples'
  | 'too-few-trials'
  | 'other-meaning'
  | 'rejected'
  | 'reference-rejected';

/** From `low` to `high`, both included; in the unit of the values it is about. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface ArmResult {
  label: string;
  version: string;
  set?: Record<string, OptionValue>;
  calibration?: true;
  reference: boolean;
  /** Trials that were run, and those of them whose figures were used. */
  trials: number;
  used: number;
  /** The gravest of its trials'. */
  status: TrialStatus;
  /** A trial's arrivals were faster than this arm can serve them. */
  overloaded: boolean;
  /** It failed: it gets no verdict on speed. */
  rejected: boolean;
  evidence: ArmEvidence[];
}

/** What one trial that did not pass left. */
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
  role: MetricSpec['role'];
  /** Holm's correction is over these rows. */
  tested: boolean;
  arms: ArmRow[];
}

/** A quantile of one arm: the median over its trials, and how it differs from the reference. Base units. */
export interface ArmRow {
  label: string;
  /** Trials in which the quantile is defined. */
  n: number;
  median?: number;
  interval?: Interval;
  /** Hodges-Lehmann: this arm minus the reference. */
  shift?: number;
  shiftInterval?: Interval;
  /** The same of the logarithms: this arm divided by the reference. */
  ratio?: number;
  ratioInterval?: Interval;
  p?: number;
  adjustedP?: number;
  verdict?: SpeedVerdict;
  /** For an undecided row: about how many trials of each arm would decide it. */
  trialsNeeded?: number;
  /** The smallest difference that this many trials would find in 4 of 5 comparisons. */
  minDetectable?: number;
  untested?: Untested;
  /** What it measures in this version, where that is not what it measures in the reference. */
  meaning?: string;
}

export interface GateResult {
  gate: string;
  label: string;
  outcome: 'failed' | 'passed' | 'undecided';
  /** What the gate's limit is compared with: a ratio, a shift or a value. */
  estimate?: number;
  interval?: Interval;
  /** Why there is nothing to compare the limit with. */
  untested?: Untested;
}

/** The reference against itself, over disjoint blocks of consecutive rounds. */
export interface Calibration {
  label: string;
  /** Tests at the level alpha without correction, and those that found a "difference". */
  tests: number;
  significant: number;
  rateInterval: Interval;
  /** By metric and quantile: the largest difference that the whole comparison would not have told from none. */
  noise: { metric: string; quantile: SummaryQuantile; unit: string; shift: number; floor?: number }[];
}
