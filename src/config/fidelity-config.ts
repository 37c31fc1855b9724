import type { FidelityVerdict } from '../documents/fidelity.js';
import type { Workload } from '../workloads/workload.js';
import { type LiveComparison, usualMinChangeNs } from './compare-config.js';

/** Some four minutes, after which the default load is decided also on a busy machine. */
export const defaultRounds = 20;
/** A share of samples out of place that "same" says is not there. */
export const defaultResolution = 0.25;

/** When two sides count as the same. */
export interface FidelityJudgement {
  /** Of each sample. */
  readonly relativeTolerance: number;
  /** Absent: the workload's usual one, which is not known before its saved trials are read. */
  readonly absoluteToleranceNs?: number;
  readonly resolution: number;
  /** Verdicts at which the exit code is 3. */
  readonly failIf: readonly FidelityVerdict[];
}

/** One that has everything. */
export type FullFidelityJudgement = FidelityJudgement & { readonly absoluteToleranceNs: number };

export const fidelityJudgementOf = (
  judgement: FidelityJudgement,
  workload: Workload | undefined,
): FullFidelityJudgement => ({
  ...judgement,
  absoluteToleranceNs: judgement.absoluteToleranceNs ?? usualMinChangeNs(workload),
});

/** Trials that `fidelity --out` has saved. */
interface SavedFidelity {
  readonly kind: 'saved';
  readonly file: string;
}

export interface FidelityConfig {
  readonly source: LiveComparison | SavedFidelity;
  readonly judgement: FidelityJudgement;
  readonly outFile?: string;
}
