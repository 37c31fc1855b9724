// From figures to a word, and from "undecided" to what would decide it.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ChangeVerdict, Interval, RowVerdict } from '../documents/comparison.js';
import type { MetricSpec } from '../workloads/metric.js';
import type { Contrast } from './contrast.js';
import { shiftRank, sortedDifferences } from './hodges-lehmann.js';
import { exactLimit, smallestP } from './mann-whitney.js';
import { normalQuantile } from './normal.js';
import { quantileOfSorted } from './quantile.js';

export interface Level {
  /** Error rate of the family. */
  alpha: number;
  familySize: number;
}

/** What a metric's change is judged by. */
type Direction = Pick<MetricSpec, 'better' | 'unit'>;

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
function changeVerdict(shift: number, { better, unit }: Direction): ChangeVerdict {
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

interface PowerLevel {
  /** 1 - confidence of the interval whose width is known. */
  alpha: number;
  /** The level of the test. */
  strictestAlpha: number;
  /** Share of comparisons that find the shift. */
  power: number;
}

/** Standard error of the simulated power: 1 % for up to 20 trials, 2 % for 50, where the formula is nearly right too. */
const simulationsOf = (m: number, n: number): number => Math.min(2000, Math.max(500, Math.round(800_000 / (m * n))));

const known = new Map<string, number | undefined>();

/**
 * A shift of so many half widths of the Hodges-Lehmann interval is found with the chance `power`. Undefined where no shift is,
 * or where the trials are too few for an interval.
 * @param sizes trials of the reference, and of the other
 */
function detectableFactor(sizes: readonly [number, number], level: PowerLevel): number | undefined {
  const key = [...sizes, level.alpha, level.strictestAlpha, level.power].join();
  if (!known.has(key)) known.set(key, Math.max(...sizes) > exactLimit ? ofManyTrials(level) : simulated(sizes, level));
  return known.get(key);
}

/** With many trials the width varies little. */
const ofManyTrials = ({ alpha, strictestAlpha, power }: PowerLevel): number =>
  (normalQuantile(1 - strictestAlpha / 2) + normalQuantile(power)) / normalQuantile(1 - alpha / 2);

function simulated([m, n]: readonly [number, number], level: PowerLevel): number | undefined {
  const widthRank = shiftRank(m, n, 1 - level.alpha);
  // A test finds a shift where the interval of its own confidence leaves out 0.
  const testRank = shiftRank(m, n, 1 - level.strictestAlpha);
  if (widthRank === 0 || testRank === 0) return undefined;
  const simulations = simulationsOf(m, n);
  const normal = normalDraws(m * 1000 + n);
  const draw = (size: number) => Array.from({ length: size }, normal);
  const halves = new Float64Array(simulations);
  const needed = new Float64Array(simulations);
  for (let i = 0; i < simulations; i += 1) {
    const differences = sortedDifferences(draw(m), draw(n));
    const at = (index: number) => differences[index] ?? 0;
    halves[i] = (at(differences.length - widthRank) - at(widthRank - 1)) / 2;
    needed[i] = -at(testRank - 1);
  }
  // The width is known of one comparison, the shift is to be found by another.
  const factors = needed.map((shift, i) => shift / (halves[(i + 1) % simulations] ?? 1));
  return quantileOfSorted(factors.sort(), level.power);
}

/** By Box and Muller. */
function normalDraws(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
  };
}
