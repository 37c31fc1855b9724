// The document of `fidelity`: an interface for other programs. docs/fidelity.schema.json describes the same.

import type { ArmEvidence } from './comparison.js';
import type { ComparisonPlan } from './plan.js';
import type { Environment, MetricRole, MetricSummary, ResultConfig, ToolInfo, TrialStatus, Warning } from './result.js';

export const fidelitySchema = 'rcu-bench/fidelity@1';

export const fidelityVerdicts = ['different', 'undecided', 'same'] as const;
export type FidelityVerdict = (typeof fidelityVerdicts)[number];

/** The first version of the command line, and the second; they may be the same. */
export type Side = 'a' | 'b';

export interface FidelityDocument {
  schema: typeof fidelitySchema;
  tool: ToolInfo;
  environment: Environment;
  config: ResultConfig;
  /** Its arms are a, a, b, b. */
  plan: ComparisonPlan;
  method: FidelityMethod;
  /** In the order of the plan. */
  arms: FidelityArm[];
  /** Rounds in which all four trials count. */
  rounds: number;
  /** Absent where a side failed: then nothing is said of how it behaves. */
  verdict?: FidelityVerdict;
  /** Of an undecided whole: about how many rounds would decide it. Absent where rounds would not. */
  roundsNeeded?: number;
  /** In the workload's order. */
  rows: FidelityRow[];
  counters: FidelityCounter[];
  warnings: Warning[];
  /** The command that runs the same again. */
  reproduce: string;
}

export interface FidelityMethod {
  distance: 'kolmogorov-smirnov';
  test: 'randomization-within-rounds';
  /** How often trials were exchanged. */
  draws: number;
  adjustment: 'holm';
  /** Error rate of the whole family: how often equal code may be called different. */
  alpha: number;
  /** Metrics that Holm's correction is over. */
  familySize: number;
  /** Fewer rounds are not tested. */
  minRounds: number;
  /** A sample that is off by less than the larger of the two is in its place. */
  relativeTolerance: number;
  absoluteToleranceNs: number;
  /** A smaller share of samples out of their place is no difference. */
  leastShare: number;
  /** "same" claims that such a share would have been found. */
  resolution: number;
}

export interface FidelityArm {
  label: string;
  version: string;
  side: Side;
  trials: number;
  /** Trials whose figures were used. */
  used: number;
  status: TrialStatus;
  overloaded: boolean;
  /** It failed. */
  rejected: boolean;
  evidence: ArmEvidence[];
}

/** Why a metric was not tested. */
export type FidelityUntested = 'not-offered' | 'no-samples' | 'other-meaning' | 'too-few-rounds' | 'rejected';

/** A metric of both sides. Distances are shares, 0 … 1; all else is in the metric's unit. */
export interface FidelityRow {
  metric: string;
  unit: string;
  role: MetricRole;
  /** Of the side's trials in the rounds that count, each with the same weight. */
  a: MetricSummary;
  b: MetricSummary;
  /** Kolmogorov-Smirnov. */
  distance?: number;
  /** Share of samples that is out of place by more than the tolerance, however the sides' samples are paired. */
  beyond?: number;
  /** Distances of as many trials of the same: their median, and what 19 of 20 do not exceed. */
  same?: { median: number; p95: number };
  p?: number;
  adjustedP?: number;
  /** The share out of place that 19 of 20 runs like this would find. */
  detectable?: number;
  verdict?: FidelityVerdict;
  /** Of an undecided metric. */
  roundsNeeded?: number;
  untested?: FidelityUntested;
  /** Sides that do not offer it, or have no sample of it. */
  lacking?: Side[];
  /** What it measures in each, where that is not the same. */
  meanings?: { a?: string; b?: string };
}

/** What the engine did, put in proportion. Shown and not tested. */
export interface FidelityCounter {
  name: string;
  unit: 'ns' | '1' | 'share';
  /** Absent where it cannot be told. */
  a?: number;
  b?: number;
  /** By how much the two runs of either side differ, the larger. */
  same?: number;
  /** Sides that do not offer it. */
  lacking?: Side[];
}
