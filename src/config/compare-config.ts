import { UsageError } from '../base/errors.js';
import type { Gate } from '../documents/comparison.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { Warning } from '../documents/result.js';
import { commonOptions } from '../workloads/common-options.js';
import type { Workload } from '../workloads/workload.js';
import { parseGate } from './gate.js';
import type { LoadConfig } from './run-config.js';

/** The options of every workload as `compare` has them: many short trials in place of one long. */
export const compareOptions = {
  ...commonOptions,
  durationNs: { ...commonOptions.durationNs, default: 2e9, summary: 'measured time of each trial' },
} as const;

export const defaultTrials = 12;
export const defaultMaxTimeNs = 300e9;
export const outputFormats = ['terminal', 'markdown', 'csv', 'json', 'mail'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** How differences are judged. */
export interface Judgement {
  /** Of the reference's median. */
  readonly relativeThreshold: number;
  /** Absent: the workload's usual one, which is not known before its saved results are read. */
  readonly absoluteThresholdNs?: number;
  /** As typed: which metrics there are is not known before saved results are read. */
  readonly gates: readonly string[];
  /** A gate that cannot be decided fails. */
  readonly strict: boolean;
}

export const defaultThresholds = { relativeThreshold: 0.05, absoluteThresholdNs: 10_000 } as const;

/** The difference that matters to this workload where none was typed. */
export const usualMinChangeNs = (workload: Workload | undefined): number =>
  workload?.minChangeNs ?? defaultThresholds.absoluteThresholdNs;

/** One that has everything. */
export interface FullJudgement extends Omit<Judgement, 'gates'> {
  readonly absoluteThresholdNs: number;
  readonly gates: readonly Gate[];
}

/**
 * @param workload of the trials; undefined for one that this version does not know
 * @throws UsageError for a gate that is none, or about a metric that the workload does not have
 */
export const judgementOf = (judgement: Judgement, workload: Workload | undefined): FullJudgement => ({
  ...judgement,
  absoluteThresholdNs: judgement.absoluteThresholdNs ?? usualMinChangeNs(workload),
  gates: parseGates(judgement.gates, workload),
});

export function parseGates(texts: readonly string[], workload: Workload | undefined): Gate[] {
  if (workload !== undefined) return texts.map((text) => parseGate(text, workload.metrics));
  if (texts.length === 0) return [];
  throw new UsageError(
    `--fail-if: '${texts[0]}' cannot be judged: the results are of a workload that this version does not have`,
    'Use the rcu-bench that measured them.',
  );
}

/** Where results go besides standard output. */
export interface CompareOutputs {
  readonly format: OutputFormat;
  readonly outFile?: string;
  readonly junitFile?: string;
  /** Name under which the result is kept as a baseline. */
  readonly saveAs?: string;
}

/** A comparison that is run here. */
export interface LiveComparison {
  readonly kind: 'live';
  readonly load: LoadConfig;
  readonly plan: ComparisonPlan;
  /** Present: as many rounds as it takes, at most so long. */
  readonly untilDecidedNs?: number;
  /** What is to be said of the configuration itself. */
  readonly warnings?: readonly Warning[];
}

/** A comparison of what was run before. */
export interface SavedComparison {
  readonly kind: 'saved';
  readonly files: readonly string[];
  /** As typed; it has to be that of the files. */
  readonly workload?: string;
  /** A property in which they may differ: an option's name with unit, or `host`. */
  readonly axis?: string;
  readonly reference?: string;
}

export interface CompareConfig {
  readonly source: LiveComparison | SavedComparison;
  readonly judgement: Judgement;
  readonly outputs: CompareOutputs;
  /** Name of a kept result whose reference is the reference here too. */
  readonly baseline?: string;
  /** Compare what differs in more than is compared, with a warning. */
  readonly force: boolean;
}
