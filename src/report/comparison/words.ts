// Words and figures that every format of a comparison uses.

import { durationText } from '../../base/units.js';
import type {
  ArmRow,
  ChangeVerdict,
  ComparisonDocument,
  ComparisonMethod,
  ComparisonRow,
  OpenInterval,
  Untested,
} from '../../documents/comparison.js';
import { findWorkload } from '../../workloads/index.js';
import { figure, significant } from '../figures.js';

/** `unmap latency p50` */
export function rowTitle(
  { config }: ComparisonDocument,
  { metric, quantile }: Pick<ComparisonRow, 'metric' | 'quantile'>,
): string {
  const spec = findWorkload(config.workload)?.metrics.find(({ name }) => name === metric);
  return `${spec?.label ?? metric} ${quantile.replace('_', '.')}`;
}

/** `1.25 ms`, with a sign if `signed`. */
export function quantityText(value: number | undefined, unit: string, signed = false): string {
  if (value === undefined) return '';
  const sign = value < 0 ? '-' : signed && value > 0 ? '+' : '';
  return `${sign}${figure(Math.abs(value), unit)}`;
}

/** Trials that have a value; `9/12` if some of the trials that count lack it. */
export function trialsOfRow({ n, rankedWorst = 0, missing = 0 }: ArmRow): string {
  const without = rankedWorst + missing;
  return without === 0 ? `${n}` : `${n}/${n + without}`;
}

/** The larger of both thresholds, as tested: `max(5%, 10us)`. Only times have an absolute threshold. */
export function thresholdText(
  { relativeThreshold, absoluteThresholdNs }: Pick<ComparisonMethod, 'relativeThreshold' | 'absoluteThresholdNs'>,
  unit = 'ns',
): string {
  const relative = percentText(relativeThreshold);
  if (unit !== 'ns' || absoluteThresholdNs === 0) return relative;
  return `max(${relative}, ${durationText(absoluteThresholdNs)})`;
}

/**
 * The distance from the median to the farther end of the interval, in percent of the median, as benchstat prints it.
 */
export function spreadText({ median, interval }: ArmRow, sign = '±'): string {
  if (median === undefined || interval?.low === undefined || interval.high === undefined || median === 0) return '';
  const farther = Math.max(median - interval.low, interval.high - median) / Math.abs(median);
  return `${sign}${percentText(farther)}`;
}

/** `0.102x` */
export const ratioText = (ratio: number | undefined) => (ratio === undefined ? '' : `${significant(ratio)}x`);

/** `0.101-0.103`; without an upper end `>0.101`. */
export function ratioIntervalText(interval: OpenInterval | undefined): string {
  if (interval === undefined) return '';
  const { low = 0, high } = interval;
  return high === undefined ? `>${significant(low)}` : `${significant(low)}-${significant(high)}`;
}

export function pText(p: number | undefined): string {
  if (p === undefined) return '';
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** `12%`; one more digit below 1. */
export function percentText(share: number): string {
  const percent = share * 100;
  return `${percent.toFixed(percent > 0 && percent < 1 ? 1 : 0)}%`;
}

export const untestedWords: Record<Untested, string> = {
  reference: 'reference',
  calibration: 'A/A',
  'not-in-family': 'not tested',
  'no-samples': 'no samples',
  'missing-values': 'trials lack it',
  'too-few-trials': 'too few trials',
  'other-meaning': 'not comparable',
  rejected: 'REJECTED',
  'reference-rejected': 'no reference',
};

/** `faster`, `undecided (40)`, or why there is no verdict. */
export function verdictText(arm: ArmRow, minTrials: number): string {
  const { verdict, trialsNeeded, untested, n } = arm;
  if (untested === 'too-few-trials') return `n=${n}, needs ${minTrials}`;
  if (untested === 'missing-values') return missingText(arm);
  if (untested !== undefined) return untestedWords[untested];
  if (verdict === 'undecided' && trialsNeeded !== undefined) return `undecided (${trialsText(trialsNeeded)})`;
  return verdict ?? '';
}

/** How many trials of the arm and of the reference lack this quantile, which prevents a verdict. */
export function missingText({
  missing = 0,
  referenceMissing = 0,
}: Pick<ArmRow, 'missing' | 'referenceMissing'>): string {
  const all = missing + referenceMissing;
  return all === 1 ? '1 trial lacks it' : `${all} trials lack it`;
}

/** Nobody runs more trials than this, so a larger estimate is not printed. */
const mostTrialsTold = 1000;

export const trialsText = (trials: number) => (trials > mostTrialsTold ? `>${mostTrialsTold}` : `${trials}`);

/** `9.8x faster`, `12 % slower`: the text of a ratio to the reference. Only the verdict if the ratio is infinite. */
export function speedText(ratio: number | undefined, word: ChangeVerdict): string {
  if (ratio === undefined || ratio === 0) return word;
  const factor = ratio < 1 ? 1 / ratio : ratio;
  return factor >= 1.5 ? `${significant(factor)}x ${word}` : `${percentText(Math.abs(1 - ratio))} ${word}`;
}

export const trialCount = (n: number) => (n === 1 ? '1 trial' : `${n} trials`);
