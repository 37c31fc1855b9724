import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, medianInterval } from '../../src/stats/median.js';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => n - i);
const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 80 });

describe('median', () => {
  test('is the middle value, or the mean of the two middle values', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([10, 1, 4, 2])).toBe(3);
    expect(median([7])).toBe(7);
    expect(median([-1, -10, 2])).toBe(-1);
  });

  test('of no values is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  test('has as many values below as above', () => {
    fc.assert(
      fc.property(values, (some) => {
        const middle = median(some);
        const half = some.length / 2;
        return some.filter((v) => v < middle).length <= half && some.filter((v) => v > middle).length <= half;
      }),
    );
  });

  test('does not change its argument', () => {
    expect(median(Object.freeze([3, 1, 2]))).toBe(2);
  });
});

describe('medianInterval', () => {
  // Textbook ranks (for 10 values the 2nd to the 9th, coverage 97.9 %). By R 4.2.2:
  // max(which(2 * pbinom((1:n) - 1, n, 0.5) <= 0.05))
  test.each([
    [6, 1],
    [7, 1],
    [8, 1],
    [9, 2],
    [10, 2],
    [12, 3],
    [20, 6],
    [30, 10],
    [50, 18],
    [60, 22],
  ])('of %d values starts at the %d-th', (n, rank) => {
    expect(medianInterval(upTo(n))).toEqual({ low: rank, high: n + 1 - rank });
  });

  // R 4.2.2, the same with 0.1 and 0.01 instead of 0.05.
  test('follows the confidence', () => {
    expect(medianInterval(upTo(5), 0.9)).toEqual({ low: 1, high: 5 });
    expect(medianInterval(upTo(20), 0.9)).toEqual({ low: 6, high: 15 });
    expect(medianInterval(upTo(20), 0.99)).toEqual({ low: 4, high: 17 });
  });

  test('is absent if even all values do not reach the confidence', () => {
    for (let n = 0; n < 6; n += 1) expect(medianInterval(upTo(n))).toBeUndefined();
    expect(medianInterval(upTo(7), 0.99)).toBeUndefined();
  });

  // 1 - 2 / 2^5 is the coverage of the outermost pair of five.
  test('accepts a coverage equal to the confidence', () => {
    expect(medianInterval(upTo(5), 0.9375)).toEqual({ low: 1, high: 5 });
  });

  test('works for thousands of values', () => {
    // R 4.2.2: qbinom(0.025, 10000, 0.5) is 4902
    expect(medianInterval(upTo(10_000))).toEqual({ low: 4902, high: 5099 });
  });

  test('covers the median', () => {
    fc.assert(
      fc.property(values, (some) => {
        const interval = medianInterval(some);
        const middle = median(some);
        return interval === undefined || (interval.low <= middle && middle <= interval.high);
      }),
    );
  });
});
