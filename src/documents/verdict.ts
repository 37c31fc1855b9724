// What statuses of trials mean for a command: the worst status, and the exit code.
import { type ExitCode, exitCode } from '../base/errors.js';
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

/** The exit code for trials that ended so. */
export const exitCodeOf = (statuses: readonly TrialStatus[]): ExitCode => codeOf[worstStatus(statuses)];

/** What else befell a command besides its trials. */
export interface CommandEnd {
  readonly interrupted: boolean;
  readonly gateFailed?: boolean;
  /** A file could not be written although the measuring went well. */
  readonly unwritten?: boolean;
}

/** The exit code of a command: its trials and an early end come before a gate, and a gate before a file. */
export function exitCodeOfCommand(statuses: readonly TrialStatus[], end: CommandEnd): ExitCode {
  const code = exitCodeOf(end.interrupted ? [...statuses, 'interrupted'] : statuses);
  if (code !== exitCode.ok) return code;
  if (end.gateFailed) return exitCode.gateNotMet;
  return end.unwritten ? exitCode.failure : exitCode.ok;
}
