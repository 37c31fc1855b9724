import { type ExitCode, exitCode } from './exit-codes.js';
import type { TrialStatus } from './result.js';

const codeOf: Record<TrialStatus, ExitCode> = {
  pass: exitCode.ok,
  stalled: exitCode.stalled,
  'gp-violation': exitCode.violation,
  'data-race-suspect': exitCode.violation,
  crashed: exitCode.failure,
  interrupted: exitCode.interrupted,
};

/** Gravest first: an unsound version matters more than a run that was cut short, what is certain more than a suspicion. */
const gravity: readonly TrialStatus[] = [
  'gp-violation',
  'stalled',
  'data-race-suspect',
  'crashed',
  'interrupted',
  'pass',
];

/** The gravest of the statuses; `pass` for none. */
export function worstStatus(statuses: readonly TrialStatus[]): TrialStatus {
  return gravity.find((status) => statuses.includes(status)) ?? 'pass';
}

/** The exit code of a comparison: what befell its trials, an early end too, comes before a gate that is not met. */
export function comparisonExitCode(statuses: readonly TrialStatus[], gateFailed: boolean): ExitCode {
  const code = exitCodeOf(statuses);
  return gateFailed && code === exitCode.ok ? exitCode.gateNotMet : code;
}

/** The exit code of a run whose trials ended so. */
export const exitCodeOf = (statuses: readonly TrialStatus[]): ExitCode => codeOf[worstStatus(statuses)];
