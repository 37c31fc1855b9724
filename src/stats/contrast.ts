import type { Interval } from '../model/comparison.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { mannWhitney } from './mann-whitney.js';

/** How one arm's trials differ from the reference's. What cannot be told is absent. */
export interface Contrast {
  /** Other minus reference, in the values' unit. */
  shift: number;
  shiftInterval?: Interval;
  /** Other divided by reference; only for positive values. */
  ratio?: number;
  ratioInterval?: Interval;
  p: number;
}

/** Both not empty: one value a trial. @param confidence of the intervals */
export function contrast(reference: readonly number[], other: readonly number[], confidence: number): Contrast {
  const { shift, interval } = hodgesLehmann(reference, other, confidence);
  const test = mannWhitney(reference, other);
  if (test === undefined) throw new RangeError('a contrast needs values of both arms');
  return {
    shift,
    ...(interval !== undefined && { shiftInterval: interval }),
    ...contrastOfLogarithms(reference, other, confidence),
    p: test.p,
  };
}

/** A shift of logarithms is a ratio, and one that does not depend on which arm is large. */
function contrastOfLogarithms(
  reference: readonly number[],
  other: readonly number[],
  confidence: number,
): Pick<Contrast, 'ratio' | 'ratioInterval'> {
  if (![...reference, ...other].every((value) => value > 0)) return {};
  const { shift, interval } = hodgesLehmann(reference.map(Math.log), other.map(Math.log), confidence);
  return {
    ratio: Math.exp(shift),
    ...(interval !== undefined && {
      ratioInterval: { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    }),
  };
}
