import type { TrialResult, TrialStatus } from '../documents/result.js';

const words: Record<TrialStatus, string> = {
  pass: 'pass',
  stalled: 'STALLED',
  'gp-violation': 'VIOLATION',
  'data-race-suspect': 'RACE?',
  crashed: 'CRASHED',
  interrupted: 'interrupted',
};

const sentences: Record<Exclude<TrialStatus, 'pass'>, string> = {
  stalled: 'STALLED: nothing moves any more',
  'gp-violation': 'VIOLATION: a grace period ended while a reader was still in its section',
  'data-race-suspect': 'RACE?: a data race is suspected',
  crashed: 'CRASHED: its process ended before its time',
  interrupted: 'interrupted: measured until then',
};

/** One word for a table. */
export const statusWord = ({ status, overloaded }: Pick<TrialResult, 'status' | 'overloaded'>) =>
  status === 'pass' && overloaded ? 'OVERLOADED' : words[status];

/** One line for a trial that did not pass. */
export function statusSentence({ status }: TrialResult): string | undefined {
  return status === 'pass' ? undefined : sentences[status];
}

export const isPlainPass = (trial: TrialResult) => trial.status === 'pass' && !trial.overloaded;
