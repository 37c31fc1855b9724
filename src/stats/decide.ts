// From figures to a word, and from "undecided" to what would decide it.
import type { ChangeVerdict, Interval, RowVerdict } from '../documents/comparison.js';
import type { MetricSpec } from '../workloads/metric.js';
import type { Contrast } from './contrast.js';
import { smallestP } from './mann-whitney.js';
import { normalQuantile } from './normal.js';
import { detectableFactor } from './power.js';

export interface Level {
  /** Error rate of the family. */
  alpha: number;
  familySize: number;
}

/** What a metric's change is judged by. */
export type Direction = Pick<MetricSpec, 'better' | 'unit'>;

/**
 * A word for a change (see changeVerdict): a difference that the test finds and that is at least `threshold`. same: the whole interval of the shift
 * lies within the threshold. undecided: neither.
 * @param threshold in the values' unit
 */
export function decide(
  found: Pick<Contrast, 'shift' | 'shiftInterval'>,
  adjustedP: number,
  alpha: number,
  threshold: number,
  metric: Direction,
): RowVerdict {
  if (adjustedP <= alpha && Math.abs(found.shift) >= threshold && found.shift !== 0) {
    return changeVerdict(found.shift, metric);
  }
  const { shiftInterval } = found;
  if (shiftInterval !== undefined && -threshold <= shiftInterval.low && shiftInterval.high <= threshold) return 'same';
  return 'undecided';
}

/** What a rise or a fall of the metric is called: only times and rates are fast or slow. */
export function changeVerdict(shift: number, { better, unit }: Direction): ChangeVerdict {
  if (better === 'neither') return shift < 0 ? 'lower' : 'higher';
  const improved = shift < 0 === (better === 'less');
  if (unit === 'ns' || better === 'more') return improved ? 'faster' : 'slower';
  return improved ? 'better' : 'worse';
}

export interface Thresholds {
  /** Of the reference's median. */
  relativeThreshold: number;
  absoluteThresholdNs: number;
}

/** In the row's unit. The absolute threshold is a time: a size or a count has only the relative one. */
export const absoluteThresholdOf = (unit: string, { absoluteThresholdNs }: Thresholds): number =>
  unit === 'ns' ? absoluteThresholdNs : 0;

/** The larger of both thresholds, in the row's unit. */
export function thresholdOf(referenceMedian: number | undefined, unit: string, thresholds: Thresholds): number {
  const relative = thresholds.relativeThreshold * Math.abs(referenceMedian ?? 0);
  return Math.max(relative, absoluteThresholdOf(unit, thresholds));
}

/**
 * About how many trials of each arm would decide: the interval shrinks with the root of their number. Until it leaves out 0,
 * if the shift seen is beyond the threshold; until it fits between the thresholds, if it is not.
 */
export function trialsNeeded(found: Contrast, trials: number, threshold: number, level: Level): number | undefined {
  const half = halfWidth(found.shiftInterval);
  if (half === undefined) return leastTrials(level);
  const distance = Math.abs(found.shift);
  const growth = distance >= threshold ? (half * holmFactor(level)) / distance : half / (threshold - distance);
  const needed = Math.ceil(trials * growth * growth);
  return Number.isFinite(needed) ? Math.max(needed, trials + 1, leastTrials(level)) : undefined;
}

/**
 * The smallest shift that 4 of 5 comparisons of so many trials would find at Holm's first step, by the width of this one's
 * interval: power.ts. Undefined where so few trials find nothing at that step.
 * @param sizes trials of the reference, and of the other
 */
export function minDetectable(
  interval: Interval | undefined,
  sizes: readonly [number, number],
  level: Level,
): number | undefined {
  const half = halfWidth(interval);
  if (half === undefined || !Number.isFinite(half)) return undefined;
  const factor = detectableFactor(sizes, { alpha: level.alpha, strictestAlpha: strictestAlpha(level), power });
  return factor === undefined ? undefined : half * factor;
}

/** Trials of each arm below which no difference, however large, passes Holm's first step. */
export function leastTrials({ alpha, familySize }: Level): number {
  let trials = minTrials;
  while (smallestP(trials, trials) > strictestAlpha({ alpha, familySize })) trials += 1;
  return trials;
}

/** Error rate of the whole family of tests. */
export const familyAlpha = 0.05;

/** Fewer trials than this of either arm give no p-value. */
export const minTrials = 6;

const power = 0.8;

const halfWidth = (interval: Interval | undefined): number | undefined =>
  interval === undefined ? undefined : (interval.high - interval.low) / 2;

/** By how much wider the interval is at Holm's first step. */
const holmFactor = (level: Level) => strictest(level) / normalQuantile(1 - level.alpha / 2);

const strictest = (level: Level) => normalQuantile(1 - strictestAlpha(level) / 2);

/** What Holm's first step asks of the smallest p. */
const strictestAlpha = ({ alpha, familySize }: Level) => alpha / Math.max(1, familySize);
