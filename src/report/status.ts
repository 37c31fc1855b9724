// The words for the statuses of trials, and the evidence of trials that did not pass.
import type { ArmResult } from '../documents/comparison.js';
import type { TrialResult, TrialStatus } from '../documents/result.js';
import type { Paint } from './paint.js';

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

type FailedArm = Pick<ArmResult, 'label' | 'rejected' | 'evidence'>;

/** Failures come first: a version that is fast and broken is broken. */
export function evidenceText(arms: readonly FailedArm[], paint: Paint): string {
  return arms
    .filter((arm) => arm.rejected)
    .map((arm) => evidenceBlock(arm, paint))
    .join('\n\n');
}

/** The first trial of each kind represents the others; the document contains all. */
function evidenceBlock({ label, evidence: found }: FailedArm, paint: Paint): string {
  const kinds = [...new Set(found.map(statusWord))];
  const blocks = kinds.flatMap((kind) => {
    const alike = found.filter((own) => statusWord(own) === kind);
    const [first] = alike;
    if (first === undefined) return [];
    const more = alike.length === 1 ? '' : `, and in ${alike.length - 1} more`;
    return [
      `${paint.bold(label)}  ${paint.bad(kind)} in trial ${first.trial}${more}`,
      ...first.lines.map((line) => `  ${line}`),
    ];
  });
  return blocks.join('\n');
}
