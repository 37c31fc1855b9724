import type { ArmResult } from '../documents/comparison.js';
import type { Paint } from './paint.js';
import { statusWord } from './status.js';

type FailedArm = Pick<ArmResult, 'label' | 'rejected' | 'evidence'>;

/** What failed comes first: a version that is fast and broken is broken. */
export function evidenceText(arms: readonly FailedArm[], paint: Paint): string {
  return arms
    .filter((arm) => arm.rejected)
    .map((arm) => evidenceBlock(arm, paint))
    .join('\n\n');
}

/** The first trial of each kind stands for the others; all are in the document. */
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
