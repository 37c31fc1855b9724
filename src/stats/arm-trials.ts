// An arm's trials: which of them count, and what an arm that failed has to show for it.

import type { ArmEvidence, ArmResult } from '../documents/comparison.js';
import type { Arm } from '../documents/plan.js';
import type { TrialResult, TrialStatus } from '../documents/result.js';
import { worstStatus } from '../documents/verdict.js';

export interface ArmTrials {
  arm: Arm;
  /** In the order in which they ran. */
  trials: readonly TrialResult[];
}

/** One overloaded trial may be the host's doing. From this share of an arm's trials on it is the arm's. */
export const overloadLimit = 0.25;

/** A trial that was cut short measured less than the others. */
export const passedTrials = ({ trials }: ArmTrials): TrialResult[] => trials.filter(({ status }) => status === 'pass');

/** Trials of one round saw the same commands: they have its number and its seed. */
export const roundKey = ({ round, seed }: TrialResult): string => `${round ?? ''}:${seed}`;

/** @param used trials whose figures are used; without it those that were not overloaded */
export function armResult(own: ArmTrials, reference: string, used?: number): ArmResult {
  const { arm, trials } = own;
  const evidence = trials.flatMap((trial, i) => evidenceOf(trial, i + 1));
  const status = worstStatus(trials.map((trial) => trial.status));
  const passed = passedTrials(own);
  const overloadedTrials = trials.filter((trial) => trial.overloaded).length;
  return {
    ...arm,
    reference: arm.label === reference,
    trials: trials.length,
    passed: passed.length,
    used: used ?? passed.filter(({ overloaded }) => !overloaded).length,
    status,
    overloaded: overloadedTrials > 0,
    overloadedTrials,
    rejected: hasFailed(status) || isOverloaded(own),
    evidence,
  };
}

const harmless = new Set<TrialStatus>(['pass', 'interrupted']);

/** A stall, a crash or a violation in one trial rejects the arm. */
export const hasFailed = (status: TrialStatus): boolean => !harmless.has(status);

/** So many of its trials that the rest says nothing about the version. */
export function isOverloaded(own: ArmTrials): boolean {
  const passed = passedTrials(own);
  const overloaded = passed.filter((trial) => trial.overloaded).length;
  return overloaded > 0 && overloaded >= overloadLimit * passed.length;
}

function evidenceOf({ status, overloaded, evidence }: TrialResult, trial: number): ArmEvidence[] {
  if (harmless.has(status) && !overloaded) return [];
  return [{ trial, status, overloaded, lines: evidence }];
}
