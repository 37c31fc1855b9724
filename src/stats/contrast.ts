// One tested difference between an arm and the reference: p-value, shift and ratio with intervals.
import type { Interval } from '../documents/comparison.js';
import { hodgesLehmann, minus } from './hodges-lehmann.js';
import { mannWhitney } from './mann-whitney.js';

/** How one arm's trials differ from the reference's. What cannot be told is absent; what lies beyond all values is infinite. */
export interface Contrast {
  /** Other minus reference, in the values' unit. */
  shift: number;
  shiftInterval?: Interval;
  /** Other divided by reference; absent where a value is negative. */
  ratio?: number;
  ratioInterval?: Interval;
  p: number;
}

/**
 * Both not empty: one value a trial.
 * @param confidence of the intervals
 * @param negligible a difference that is none where the ratio has a zero in it: the absolute threshold, in the values' unit
 */
export function contrast(
  reference: readonly number[],
  other: readonly number[],
  confidence: number,
  negligible = 0,
): Contrast {
  const { shift, interval } = hodgesLehmann(reference, other, confidence);
  const test = mannWhitney(reference, other);
  if (test === undefined) throw new RangeError('a contrast needs values of both arms');
  return {
    shift,
    ...(interval !== undefined && { shiftInterval: interval }),
    ...contrastOfLogarithms(reference, other, confidence, negligible),
    p: test.p,
  };
}

/**
 * A shift of logarithms is a ratio, and one that does not depend on which arm is large. Zero has no logarithm, but a place in
 * the order of ratios: below all others in the numerator, above all others in the denominator, unless the two values are
 * within what is negligible: these are equal. So a single zero moves the estimate by no more than its rank.
 */
function contrastOfLogarithms(
  reference: readonly number[],
  other: readonly number[],
  confidence: number,
  negligible: number,
): Pick<Contrast, 'ratio' | 'ratioInterval'> {
  if (![...reference, ...other].every((value) => value >= 0)) return {};
  const logarithm = (value: number, base: number): number => {
    const isEqual = (value === 0 || base === 0) && Math.abs(value - base) <= negligible;
    return isEqual ? 0 : minus(Math.log(value), Math.log(base));
  };
  const { shift, interval } = hodgesLehmann(reference, other, confidence, logarithm);
  return {
    ratio: Math.exp(shift),
    ...(interval !== undefined && {
      ratioInterval: { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    }),
  };
}
