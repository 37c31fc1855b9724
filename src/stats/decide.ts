// From figures to a word, and from "undecided" to what would decide it. Lower is better: all that is tested are times.
import type { Interval, SpeedVerdict } from '../model/comparison.js';
import type { Contrast } from './contrast.js';
import { smallestP } from './mann-whitney.js';
import { normalQuantile } from './normal.js';

export interface Level {
  /** Error rate of the family. */
  alpha: number;
  familySize: number;
}

/**
 * faster and slower: a difference that the test finds and that is at least `threshold`. same: the whole interval of the shift
 * lies within the threshold. undecided: neither.
 * @param threshold in the values' unit
 */
export function decide(found: Contrast, adjustedP: number, alpha: number, threshold: number): SpeedVerdict {
  if (adjustedP <= alpha && Math.abs(found.shift) >= threshold && found.shift !== 0) {
    return found.shift < 0 ? 'faster' : 'slower';
  }
  const { shiftInterval } = found;
  if (shiftInterval !== undefined && -threshold <= shiftInterval.low && shiftInterval.high <= threshold) return 'same';
  return 'undecided';
}

export interface Thresholds {
  /** Of the reference's median. */
  relativeThreshold: number;
  absoluteThresholdNs: number;
}

/** The larger of both thresholds, in the row's unit; a count has only the relative one. */
export function thresholdOf(referenceMedian: number | undefined, unit: string, thresholds: Thresholds): number {
  const absolute = unit === 'ns' ? thresholds.absoluteThresholdNs : 0;
  return Math.max(thresholds.relativeThreshold * Math.abs(referenceMedian ?? 0), absolute);
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

/** The smallest shift that so many trials would find in 4 of 5 comparisons, by the width of this one's interval. */
export function minDetectable(interval: Interval | undefined, level: Level): number | undefined {
  const half = halfWidth(interval);
  if (half === undefined) return undefined;
  return (half * (strictest(level) + normalQuantile(power))) / normalQuantile(1 - level.alpha / 2);
}

/** Trials of each arm below which no difference, however large, passes Holm's first step. */
export function leastTrials({ alpha, familySize }: Level): number {
  let trials = minTrials;
  while (smallestP(trials, trials) > alpha / Math.max(1, familySize)) trials += 1;
  return trials;
}

/** Fewer trials than this of either arm give no p-value. */
export const minTrials = 6;

const power = 0.8;

const halfWidth = (interval: Interval | undefined): number | undefined =>
  interval === undefined ? undefined : (interval.high - interval.low) / 2;

/** By how much wider the interval is at Holm's first step. */
const holmFactor = (level: Level) => strictest(level) / normalQuantile(1 - level.alpha / 2);

const strictest = ({ alpha, familySize }: Level) => normalQuantile(1 - alpha / (2 * Math.max(1, familySize)));
