// One line for each arm: correct, live, and how fast.
import {
  type ArmResult,
  type ArmRow,
  type ComparisonDocument,
  type ComparisonRow,
  isWorse,
} from '../../documents/comparison.js';
import type { TrialStatus } from '../../documents/result.js';
import { findWorkload } from '../../workloads/index.js';
import {
  missingText,
  percentText,
  ratioText,
  rowTitle,
  speedText,
  thresholdText,
  trialCount,
  trialsText,
} from './words.js';

interface VerdictLine {
  label: string;
  text: string;
  /** The arm failed, or became slower. */
  bad: boolean;
}

/** Failed arms first, then in the order of the plan. */
export function verdictLines(document: ComparisonDocument): VerdictLine[] {
  const arms = document.arms.filter((arm) => arm.calibration !== true);
  const failed = arms.filter((arm) => arm.rejected);
  return [...failed, ...arms.filter((arm) => !arm.rejected)].map((arm) => verdictLine(document, arm));
}

function verdictLine(document: ComparisonDocument, arm: ArmResult): VerdictLine {
  const { label } = arm;
  if (arm.rejected) return { label, text: `REJECT: ${failure(arm)}; ${rejectedSpeed(document, label)}`, bad: true };
  if (arm.passed === 0)
    return { label, text: `${arm.reference ? 'reference; ' : ''}no trial passed: no verdict`, bad: false };
  // Without a torture, no stronger statement is possible.
  const correct = `live, no violation seen${arm.reference ? ` in ${trialCount(arm.passed)}` : ''}`;
  const { text, bad } = arm.reference ? { text: 'reference', bad: false } : speed(document, label);
  return { label, text: `${text}; ${correct}${overloads(arm)}`, bad };
}

/** Failures of an arm that is not rejected because of them. */
const overloads = ({ overloadedTrials, trials }: ArmResult): string =>
  overloadedTrials === 0 ? '' : `; overloaded in ${overloadedTrials} of ${trialCount(trials)}`;

/** A version that cannot serve the load that the reference serves is slower. */
function rejectedSpeed(document: ComparisonDocument, label: string): string {
  const slower = document.rows.filter((row) => isWorse(row.arms.find((arm) => arm.label === label)?.verdict));
  const [first] = slower;
  if (first === undefined) return 'no verdict on its speed';
  const more = slower.length === 1 ? '' : `, ${slower.length - 1} more`;
  return `slower: ${rowTitle(document, first)}${more}`;
}

const failures: Record<Exclude<TrialStatus, 'pass' | 'interrupted'>, string> = {
  stalled: 'stalled',
  'gp-violation': 'broke a grace period',
  'data-race-suspect': 'a data race is suspected',
  crashed: 'crashed',
};

function failure({ evidence, trials, status, overloadedTrials }: ArmResult): string {
  const gravest = evidence.filter((found) => found.status === status);
  if (status === 'pass' || status === 'interrupted') {
    return `overloaded in ${overloadedTrials} of ${trialCount(trials)}, which measured its queue`;
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
  // Versions that lack the headline metric get the first metric that they have.
  const lacksMain = cell(ofMain)?.untested === 'no-samples';
  const first = (lacksMain && tested.find((row) => cell(row)?.verdict !== undefined)) || ofMain;
  const slower = tested.filter((row) => row !== first && isWorse(cell(row)?.verdict));
  const mainSlower = isWorse(cell(first)?.verdict);
  const told = slower.slice(0, mostTold).map((row) => `${rowTitle(document, row)} (${byHowMuch(cell(row))})`);
  const more = slower.length > mostTold ? [`${slower.length - mostTold} more`] : [];
  const others = slower.length === 0 ? '' : `; slower${mainSlower ? ' too' : ''}: ${[...told, ...more].join(', ')}`;
  return { text: `${mainSpeed(document, first, cell(first))}${others}`, bad: mainSlower || slower.length > 0 };
}

/** Limit of a line that can be read at a glance; the table has the rest. */
const mostTold = 2;

function mainSpeed(document: ComparisonDocument, row: ComparisonRow, arm: ArmRow | undefined): string {
  const { method } = document;
  const title = rowTitle(document, row);
  if (arm?.verdict === undefined) return `${title} not tested${arm === undefined ? '' : whyNot(arm, method.minTrials)}`;
  switch (arm.verdict) {
    case 'same':
      return `same ${title} within ${thresholdText(method, row.unit)}`;
    case 'undecided':
      return `${title} undecided${arm.trialsNeeded === undefined ? '' : ` (about ${trialsText(arm.trialsNeeded)} trials would decide)`}`;
    default:
      return `${speedText(arm.ratio, arm.verdict)} ${title}`;
  }
}

function whyNot(arm: ArmRow, minTrials: number): string {
  if (arm.untested === 'too-few-trials') return ` (${trialCount(arm.n)}, needs ${minTrials})`;
  return arm.untested === 'missing-values' ? ` (${missingText(arm)})` : '';
}

/** `+20%`, `2.1x` */
function byHowMuch(arm: ArmRow | undefined): string {
  if (arm?.ratio === undefined) return 'by more than the threshold';
  const change = `${arm.ratio < 1 ? '-' : '+'}${percentText(Math.abs(arm.ratio - 1))}`;
  return arm.ratio >= 1.5 ? ratioText(arm.ratio) : change;
}
