import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Distribution, distributionOf } from '../../src/stats/distribution.js';
import { distanceBeyond, ksDistance, noTolerance, type Tolerance, upTo } from '../../src/stats/ks.js';

/** The distribution of one trial. */
const sorted = (values: Iterable<number>) => distributionOf([Float64Array.from(values).sort()]);

/** Samples that Python and R can generate as well: see stats-mann-whitney.test.ts. */
function lcg(seed: number, length: number, modulus: number, added = 0): Distribution {
  let state = seed;
  const values = Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return (state % modulus) + added;
  });
  return sorted(values);
}

describe('ksDistance', () => {
  // scipy 1.17.1: ks_2samp(x, y).statistic
  test.each<[number, Distribution, Distribution]>([
    [2 / 3, lcg(1, 12, 100003), lcg(2, 12, 100003, 25000)],
    [0.3654054054054054, lcg(1, 50, 1000003), lcg(2, 37, 1000003, 250000)],
    [0.0465, lcg(5, 500, 100003), lcg(6, 800, 100003, 3000)],
  ])('is %d', (expected, x, y) => expect(ksDistance(x, y)).toBeCloseTo(expected, 14));

  // The same, with up to 18 samples of one value.
  test.each<[number, Distribution, Distribution]>([
    [0.1976190476190476, lcg(1, 60, 20), lcg(2, 70, 20, 2)],
    [0.30838709677419357, lcg(3, 50, 4), lcg(4, 31, 4, 1)],
  ])('is %d with ties', (expected, x, y) => expect(ksDistance(x, y)).toBeCloseTo(expected, 14));

  // Hollander and Wolfe 1973, 69f, permeability of the placenta: R's ks.test(x, y) and scipy have D = 0.6.
  test('of the permeability of the placenta', () => {
    const x = sorted([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]);
    expect(ksDistance(x, sorted([1.15, 0.88, 0.9, 0.74, 1.21]))).toBeCloseTo(0.6, 14);
  });

  test('of an empty distribution is an error', () => {
    expect(() => ksDistance(sorted([]), sorted([1]))).toThrow(RangeError);
    expect(() => ksDistance(sorted([1]), sorted([]))).toThrow(RangeError);
  });
});

test('upTo is the larger part above the value, and below 0 the absolute part alone', () => {
  expect(upTo(1000, { relative: 0.05, absolute: 10 })).toBe(1050);
  expect(upTo(100, { relative: 0.05, absolute: 10 })).toBe(110);
  expect(upTo(-1000, { relative: 0.05, absolute: 10 })).toBe(-990);
});

describe('distanceBeyond', () => {
  const tenth: Tolerance = { relative: 0.1, absolute: 0 };

  test('is 0 for samples that differ by the tolerance, and 1 beyond the tolerance', () => {
    const x = sorted([100, 200, 300]);
    expect(distanceBeyond(x, sorted([110, 220, 330]), tenth)).toBe(0);
    expect(distanceBeyond(x, sorted([111, 221, 331]), tenth)).toBeCloseTo(1 / 3, 14);
    expect(distanceBeyond(x, sorted([600, 700, 800]), tenth)).toBe(1);
  });

  test('is the share of samples out of place', () => {
    const x = sorted(Array.from({ length: 100 }, (_, i) => 300 + i / 10));
    const y = sorted(x.values.map((value, i) => (i < 88 ? value + 3 : 10_000)));
    expect(ksDistance(x, y)).toBeGreaterThan(0.3);
    expect(distanceBeyond(x, y, { relative: 0.05, absolute: 0 })).toBeCloseTo(0.12, 14);
  });
});

const samples = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 }).map(sorted);
const tolerance = fc.record({ relative: fc.constantFrom(0, 0.05, 0.3), absolute: fc.constantFrom(0, 1, 7) });

describe('distances', () => {
  test('are from 0 to 1, symmetric, and 0 between equal distributions', () => {
    fc.assert(
      fc.property(samples, samples, tolerance, (x, y, off) => {
        const distance = distanceBeyond(x, y, off);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(distanceBeyond(y, x, off)).toBe(distance);
        expect(distanceBeyond(x, x, off)).toBe(0);
      }),
    );
  });

  test('do not change when all samples are doubled', () => {
    fc.assert(
      fc.property(samples, samples, tolerance, (x, y, off) => {
        const twice = sorted([...x.values, ...x.values]);
        expect(distanceBeyond(twice, y, off)).toBeCloseTo(distanceBeyond(x, y, off), 12);
      }),
    );
  });

  test('depend only on the order of the values, without a tolerance', () => {
    fc.assert(
      fc.property(samples, samples, (x, y) => {
        const risen = ({ values }: Distribution) => sorted(values.map((value) => Math.exp(value / 3) + 5));
        expect(ksDistance(risen(x), risen(y))).toBe(ksDistance(x, y));
      }),
    );
  });

  test('never grow with the tolerance', () => {
    fc.assert(
      fc.property(samples, samples, tolerance, tolerance, (x, y, one, other) => {
        const wider = {
          relative: Math.max(one.relative, other.relative),
          absolute: Math.max(one.absolute, other.absolute),
        };
        expect(distanceBeyond(x, y, wider)).toBeLessThanOrEqual(distanceBeyond(x, y, one));
        expect(distanceBeyond(x, y, one)).toBeLessThanOrEqual(distanceBeyond(x, y, noTolerance));
      }),
    );
  });

  test('are the share of late samples in the best pairing', () => {
    const few = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(few, few, tolerance, (x, y, off) => {
        const worst = Math.max(fewestLate(x, y, off), fewestLate(y, x, off));
        expect(distanceBeyond(sorted(x), sorted(y), off)).toBeCloseTo(worst, 12);
      }),
      { numRuns: 60 },
    );
  });
});

/** The minimum, over all pairings of `early` with `late`, of the share of pairs in which the second is late. */
function fewestLate(early: readonly number[], late: readonly number[], off: Tolerance): number {
  const shares = permutations(late).map(
    (order) => order.filter((value, i) => value > upTo(early[i] ?? Number.NaN, off)).length / order.length,
  );
  return Math.min(...shares);
}

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first, i) =>
    permutations([...values.slice(0, i), ...values.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}
