// The comparison document: an interface for other programs. docs/comparison.schema.json describes the same.

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
  /** An arm is rejected if at least this share of its trials was overloaded. */
  overloadLimit: number;
  /** A change below the larger of the two is no news. */
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

/** From `low` to `high`, both included; in the unit of the values it is about. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The same in a document: an end that is absent is beyond everything that was measured. */
export type OpenInterval = Partial<Interval>;

export interface ArmResult {
  label: string;
  version: string;
  set?: Record<string, OptionValue>;
  calibration?: true;
  reference: boolean;
  /** Trials that were run. */
  trials: number;
  /** Those that ran to their end without a stall, a crash or a violation. */
  passed: number;
  /** Those that passed in a round in which neither this arm nor the reference was overloaded. */
  used: number;
  /** The gravest of its trials'. */
  status: TrialStatus;
  /** A trial's arrivals were faster than this arm can serve them. */
  overloaded: boolean;
  /** Trials of which that is true. */
  overloadedTrials: number;
  /** It failed, or was overloaded too often: the only verdict on its speed can be "slower". */
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
  role: MetricRole;
  better: MetricDirection;
  /** Holm's correction is over these rows. */
  tested: boolean;
  arms: ArmRow[];
}

/** A quantile of one arm: the median over its trials, and how it differs from the reference. Base units. */
export interface ArmRow {
  label: string;
  /** Trials that have a value, of those that count. */
  n: number;
  /** Trials without a value that rank as worse than every measured one: overloaded, or too slow for enough samples. */
  rankedWorst?: number;
  /** Trials without a value of which nothing else is known. With one of them there is no verdict. */
  missing?: number;
  /** Such trials of the reference, of those that count beside this arm. */
  referenceMissing?: number;
  /** Over the n trials and those ranked worst; absent where it lies among the latter. */
  median?: number;
  interval?: OpenInterval;
  /** Hodges-Lehmann: this arm minus the reference. Absent beside an interval: beyond everything measured. */
  shift?: number;
  shiftInterval?: OpenInterval;
  /** The same of the logarithms: this arm divided by the reference. Absent beside an interval: infinite. */
  ratio?: number;
  ratioInterval?: OpenInterval;
  p?: number;
  adjustedP?: number;
  verdict?: RowVerdict;
  /** What the shift was tested against: the larger of the relative and the absolute threshold, in the row's unit. */
  threshold?: number;
  /** For an undecided row: about how many trials of each arm would decide it. */
  trialsNeeded?: number;
  /**
   * The smallest difference that 4 of 5 comparisons of this many trials would find at Holm's first step, for trials that
   * scatter normally. Absent where no difference would pass that step.
   */
  minDetectable?: number;
  untested?: Untested;
  /** What it measures in this version, where that is not what it measures in the reference. */
  meaning?: string;
}

export interface GateResult {
  gate: string;
  label: string;
  kind: Gate['kind'];
  /** Of the metric; absent where the comparison does not have it. */
  unit?: string;
  outcome: 'failed' | 'passed' | 'undecided';
  /** What the gate's limit is compared with: a ratio, a shift or a value. */
  estimate?: number;
  interval?: OpenInterval;
  /** Why there is nothing to compare the limit with. */
  untested?: Untested;
  /** Of missing-values: trials without a value, of this arm and of the reference. */
  missing?: number;
}

/** The reference against itself, over disjoint blocks of consecutive rounds. */
export interface Calibration {
  label: string;
  /** Tests at 5 % each without correction, and those that found a "difference". */
  tests: number;
  significant: number;
  /** Blocks of rounds that the tests are of. The tests of one block are of the same trials, and not independent. */
  blocks: number;
  /** 95 %, of significant / tests, with blocks as the units. */
  rateInterval: Interval;
  /** By metric and quantile: the largest difference that the whole comparison would not have told from none. */
  noise: { metric: string; quantile: SummaryQuantile; unit: string; shift: number; floor?: number }[];
}

export const comparators = ['>', '>=', '<', '<='] as const;

export type Comparator = (typeof comparators)[number];

export interface Gate {
  /** As typed. */
  text: string;
  /** The arm that it is about; absent: every arm but the reference. */
  arm?: string;
  metric: string;
  quantile: SummaryQuantile;
  comparator: Comparator;
  /** ratio: of the reference, 1.1 for +10%; shift: from the reference; value: of the arm itself. Base units. */
  kind: 'ratio' | 'shift' | 'value';
  limit: number;
}

/** The parts of a trial's summary that are compared. */
export const summaryQuantiles = [...quantiles.map(({ name }) => name), 'max'] as const;

export type SummaryQuantile = (typeof summaryQuantiles)[number];
