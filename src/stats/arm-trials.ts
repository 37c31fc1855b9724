// An arm's trials: which of them count, and what an arm that failed has to show for it.
import type { Arm } from '../model/arm.js';
import type { ArmEvidence, ArmResult } from '../model/comparison.js';
import type { SummaryQuantile } from '../model/gate.js';
import type { TrialResult, TrialStatus } from '../model/result.js';
import { worstStatus } from '../model/verdict.js';

export interface ArmTrials {
  arm: Arm;
  /** In the order in which they ran. */
  trials: readonly TrialResult[];
}

/** An overloaded trial measured its queue, and one that was cut short less than the others. */
export const usedTrials = ({ trials }: ArmTrials): TrialResult[] =>
  trials.filter(({ status, overloaded }) => status === 'pass' && !overloaded);

/** One value a trial, of those in which the quantile is defined. */
export function valuesOf(arm: ArmTrials, metric: string, quantile: SummaryQuantile): number[] {
  return usedTrials(arm).flatMap(({ metrics }) => metrics[metric]?.[quantile] ?? []);
}

export function armResult(own: ArmTrials, reference: string): ArmResult {
  const { arm, trials } = own;
  const evidence = trials.flatMap((trial, i) => evidenceOf(trial, i + 1));
  const status = worstStatus(trials.map((trial) => trial.status));
  const overloaded = trials.some((trial) => trial.overloaded);
  return {
    ...arm,
    reference: arm.label === reference,
    trials: trials.length,
    used: usedTrials(own).length,
    status,
    overloaded,
    rejected: overloaded || !harmless.has(status),
    evidence,
  };
}

const harmless = new Set<TrialStatus>(['pass', 'interrupted']);

function evidenceOf({ status, overloaded, evidence }: TrialResult, trial: number): ArmEvidence[] {
  if (harmless.has(status) && !overloaded) return [];
  return [{ trial, status, overloaded, lines: evidence }];
}
