import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.js';
import { mannWhitney } from '../../src/stats/mann-whitney.js';
import { median } from '../../src/stats/median.js';

/**
 * Samples that R can generate as well:
 * lcg <- function(s, k, mod) sapply(1:k, function(i) (s <<- (s * 16807) %% 2147483647) %% mod)
 */
function lcg(seed: number, length: number, modulus: number, added = 0): number[] {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return (state % modulus) + added;
  });
}

describe('agrees with R', () => {
  // Hollander and Wolfe, permeability of the placenta. R 4.2.2: wilcox.test(x, y, conf.int = TRUE) with x the other:
  // difference in location 0.305, 95 percent confidence interval -0.15 0.76.
  test('the permeability of the placenta', () => {
    const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const { shift, interval } = hodgesLehmann([1.15, 0.88, 0.9, 0.74, 1.21], x);
    expect(shift).toBeCloseTo(0.305, 12);
    expect(interval?.low).toBeCloseTo(-0.15, 12);
    expect(interval?.high).toBeCloseTo(0.76, 12);
  });

  // R 4.2.2: wilcox.test(lcg(t, n, mod) + added, lcg(s, m, mod), conf.int = TRUE, conf.level = c)
  test.each([
    { m: 6, n: 6, seeds: [1, 2], modulus: 100003, added: 30000, shift: 44996, low: -14618, high: 96761 },
    { m: 6, n: 6, seeds: [3, 4], modulus: 100003, added: 60000, shift: 83864.5, low: 35727, high: 122629 },
    { m: 12, n: 12, seeds: [1, 2], modulus: 100003, added: 25000, shift: 45090.5, low: 21029, high: 72704 },
    { m: 12, n: 9, seeds: [5, 6], modulus: 100003, added: -40000, shift: -48127, low: -73941, high: -19098 },
    { m: 50, n: 50, seeds: [1, 2], modulus: 1000003, added: 250000, shift: 175725, low: 51370, high: 303316 },
    { m: 50, n: 37, seeds: [7, 8], modulus: 1000003, added: 100000, shift: 92047, low: -57096, high: 222764 },
  ])('exact: $m and $n, seeds $seeds', ({ m, n, seeds: [s = 0, t = 0], modulus, added, shift, low, high }) => {
    const found = hodgesLehmann(lcg(s, m, modulus), lcg(t, n, modulus, added));
    expect(found).toEqual({ shift, interval: { low, high } });
  });

  test.each([
    { m: 6, n: 6, confidence: 0.9, low: -15996, high: 57156 },
    { m: 6, n: 6, confidence: 0.99, low: -38618, high: 105224 },
    { m: 12, n: 12, confidence: 0.9, low: 26602, high: 68833 },
    { m: 12, n: 12, confidence: 0.99, low: 7301, high: 87663 },
    { m: 12, n: 9, confidence: 0.9, low: 20830, high: 59988 },
    { m: 12, n: 9, confidence: 0.99, low: -3468, high: 85173 },
    { m: 50, n: 50, confidence: 0.9, low: 21484, high: 40234 },
    { m: 50, n: 50, confidence: 0.99, low: 16472, high: 44683 },
  ])('exact: $m and $n at $confidence', ({ m, n, confidence, low, high }) => {
    const found = hodgesLehmann(lcg(1, m, 100003), lcg(2, n, 100003, 25000), confidence);
    expect(found.interval).toEqual({ low, high });
  });

  // R solves for the bounds numerically: -75712.9999 and 152661.99997; 0.99993 and 4.999996.
  test('beyond the exact limit', () => {
    const found = hodgesLehmann(lcg(1, 60, 1000003), lcg(2, 70, 1000003, 100000));
    expect(found).toEqual({ shift: 43475.5, interval: { low: -75713, high: 152662 } });
    expect(hodgesLehmann(lcg(1, 60, 20), lcg(2, 70, 20, 2))).toEqual({ shift: 3, interval: { low: 1, high: 5 } });
  });
});

describe('hodgesLehmann', () => {
  // Without ties the smallest p of 3 and 3 is 0.1, of 4 and 4 it is 2 / 70: the outermost differences or none.
  test('has no interval below the confidence', () => {
    const small = hodgesLehmann([1, 2, 3], [10, 20, 30]);
    expect(small).toEqual({ shift: 18 });
    expect(hodgesLehmann([1, 2, 3], [10, 20, 30], 0.9).interval).toEqual({ low: 7, high: 29 });
    expect(hodgesLehmann([1, 2, 3, 4], [10, 20, 30, 40]).interval).toEqual({ low: 6, high: 39 });
  });

  test('of empty samples is an error', () => {
    expect(() => hodgesLehmann([], [1])).toThrow(RangeError);
    expect(() => hodgesLehmann([1], [])).toThrow(RangeError);
  });

  const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 55 });

  test('is the median difference, and its interval covers it', () => {
    fc.assert(
      fc.property(sample, sample, (reference, other) => {
        const { shift, interval } = hodgesLehmann(reference, other);
        expect(shift).toBe(median(reference.flatMap((base) => other.map((value) => value - base))));
        expect(interval?.low ?? shift).toBeLessThanOrEqual(shift);
        expect(interval?.high ?? shift).toBeGreaterThanOrEqual(shift);
      }),
    );
  });

  test('follows a shift, and changes its sign when the samples are exchanged', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -99, max: 99 }), (reference, other, by) => {
        const { shift, interval } = hodgesLehmann(reference, other);
        const moved = hodgesLehmann(
          reference,
          other.map((value) => value + by),
        );
        expect(moved.shift).toBe(shift + by);
        expect(moved.interval).toEqual(interval && { low: interval.low + by, high: interval.high + by });
        const turned = hodgesLehmann(other, reference);
        expect(turned.shift + shift).toBe(0);
        expect((turned.interval?.low ?? 0) + (interval?.high ?? 0)).toBe(0);
      }),
    );
  });

  test('excludes 0 exactly when the test without ties rejects', () => {
    const apart = fc.uniqueArray(fc.integer({ min: -500, max: 500 }), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(apart, fc.double({ min: 0.2, max: 0.8, noNaN: true }), (values, share) => {
        const cut = Math.round(values.length * share);
        const [reference, other] = [values.slice(0, cut), values.slice(cut)];
        const { interval } = hodgesLehmann(reference, other);
        const excluded = interval !== undefined && (interval.low > 0 || interval.high < 0);
        expect(excluded).toBe((mannWhitney(reference, other)?.p ?? 1) <= 0.05);
      }),
    );
  });
});
