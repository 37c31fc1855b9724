// correct × live × fast: one line for each arm.
import type { ArmResult, ArmRow, ComparisonDocument, ComparisonRow } from '../../model/comparison.js';
import type { TrialStatus } from '../../model/result.js';
import { findWorkload } from '../../model/workload.js';
import { percentText, ratioText, rowTitle, speedText, trialCount, trialsText } from './words.js';

export interface VerdictLine {
  label: string;
  text: string;
  /** It failed, or became slower. */
  bad: boolean;
}

/** Those that failed first, then in the order of the plan. */
export function verdictLines(document: ComparisonDocument): VerdictLine[] {
  const arms = document.arms.filter((arm) => arm.calibration !== true);
  const failed = arms.filter((arm) => arm.rejected);
  return [...failed, ...arms.filter((arm) => !arm.rejected)].map((arm) => verdictLine(document, arm));
}

function verdictLine(document: ComparisonDocument, arm: ArmResult): VerdictLine {
  const { label } = arm;
  if (arm.rejected) return { label, text: `REJECT: ${failure(arm)}; no verdict on its speed`, bad: true };
  // Without torture nothing more than this can be said.
  const correct = 'live, no violation seen';
  if (arm.reference) return { label, text: `reference; ${correct} in ${trialCount(arm.used)}`, bad: false };
  const { text, bad } = speed(document, label);
  return { label, text: `${text}; ${correct}`, bad };
}

const failures: Record<Exclude<TrialStatus, 'pass' | 'interrupted'>, string> = {
  stalled: 'stalled',
  'gp-violation': 'broke a grace period',
  'data-race-suspect': 'a data race is suspected',
  crashed: 'crashed',
};

function failure({ evidence, trials, status, overloaded }: ArmResult): string {
  const gravest = evidence.filter((found) => found.status === status);
  if (status === 'pass' || status === 'interrupted') {
    const first = evidence.find((found) => found.overloaded)?.trial;
    return overloaded ? `overloaded in trial ${first} of ${trials}, it measured its queue` : 'no trial passed';
  }
  const which =
    gravest.length === 1 ? `in trial ${gravest[0]?.trial} of ${trials}` : `in ${gravest.length} of ${trials} trials`;
  return `${failures[status]} ${which}, see below`;
}

function speed(document: ComparisonDocument, label: string): { text: string; bad: boolean } {
  const tested = document.rows.filter((row) => row.tested && row.role === 'headline');
  const main = findWorkload(document.config.workload)?.mainMetric;
  const cell = (row: ComparisonRow) => row.arms.find((arm) => arm.label === label);
  const ofMain = tested.find(({ metric, quantile }) => metric === main && quantile === 'p50') ?? tested[0];
  if (ofMain === undefined) return { text: 'nothing to compare', bad: false };
  // Who lacks what the workload is about is told by the first that can be told.
  const lacksMain = cell(ofMain)?.untested === 'no-samples';
  const first = (lacksMain && tested.find((row) => cell(row)?.verdict !== undefined)) || ofMain;
  const slower = tested.filter((row) => row !== first && cell(row)?.verdict === 'slower');
  const mainSlower = cell(first)?.verdict === 'slower';
  const told = slower.slice(0, mostTold).map((row) => `${rowTitle(document, row)} (${byHowMuch(cell(row))})`);
  const more = slower.length > mostTold ? [`${slower.length - mostTold} more`] : [];
  const others = slower.length === 0 ? '' : `; slower${mainSlower ? ' too' : ''}: ${[...told, ...more].join(', ')}`;
  return { text: `${mainSpeed(document, first, cell(first))}${others}`, bad: mainSlower || slower.length > 0 };
}

/** A line is to be read at a glance; the table has the rest. */
const mostTold = 2;

function mainSpeed(document: ComparisonDocument, row: ComparisonRow, arm: ArmRow | undefined): string {
  const { method } = document;
  const title = rowTitle(document, row);
  switch (arm?.verdict) {
    case 'faster':
    case 'slower':
      return arm.ratio === undefined ? `${arm.verdict} ${title}` : `${speedText(arm.ratio)} ${title}`;
    case 'same':
      return `same ${title} within ${percentText(method.relativeThreshold)}`;
    case 'undecided':
      return `${title} undecided${arm.trialsNeeded === undefined ? '' : ` (about ${trialsText(arm.trialsNeeded)} trials would decide)`}`;
    default:
      return arm?.untested === 'too-few-trials'
        ? `${title} not tested (${trialCount(arm.n)}, needs ${method.minTrials})`
        : `${title} not tested`;
  }
}

/** `+20%`, `2.1x` */
function byHowMuch(arm: ArmRow | undefined): string {
  if (arm?.ratio === undefined) return 'by more than the threshold';
  return arm.ratio >= 1.5 ? ratioText(arm.ratio) : `+${percentText(arm.ratio - 1)}`;
}
