import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distributionOf, quantileOf, summaryOf } from '../../src/stats/distribution.js';

const sorted = (...values: number[]) => Float64Array.from(values).sort();

describe('distributionOf', () => {
  test('gives each trial the same weight, however many samples it has', () => {
    const { values, shares } = distributionOf([sorted(1, 2), sorted(3, 4, 5, 6)]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
    const expected = [1 / 4, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1];
    for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(expected[i] ?? Number.NaN, 12);
  });

  test('ignores trials without samples', () => {
    expect(distributionOf([sorted(), sorted(1, 3), sorted()])).toEqual(distributionOf([sorted(1, 3)]));
    expect(distributionOf([]).values).toHaveLength(0);
    expect(distributionOf([sorted()]).values).toHaveLength(0);
  });

  test('contains the mean share, over the trials, of samples up to each value', () => {
    const trials = fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 15 }), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(trials, fc.integer({ min: -1, max: 21 }), (samples, limit) => {
        const { values, shares } = distributionOf(samples.map((own) => sorted(...own)));
        expect([...values]).toEqual(samples.flat().sort((x, y) => x - y));
        const own = samples.map((trial) => trial.filter((value) => value <= limit).length / trial.length);
        const mean = own.reduce((sum, share) => sum + share, 0) / own.length;
        const last = values.findLastIndex((value) => value <= limit);
        expect(last < 0 ? 0 : shares[last]).toBeCloseTo(mean, 12);
        expect(shares.at(-1)).toBe(1);
      }),
    );
  });
});

describe('quantileOf', () => {
  const ten = distributionOf([sorted(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]);

  test.each([
    [0.1, 1],
    [0.11, 2],
    [0.5, 5],
    [0.99, 10],
    [1, 10],
  ])('the quantile %d is the smallest value with that share: %d', (q, value) => expect(quantileOf(ten, q)).toBe(value));

  test('gives a trial with many samples no more weight than another', () => {
    const calm = Array.from({ length: 9 }, () => sorted(1, 2));
    const stood = Float64Array.from({ length: 500 }, (_, i) => 1000 + i);
    expect(quantileOf(distributionOf([...calm, stood]), 0.5)).toBe(2);
  });

  test('of no samples is an error', () => expect(() => quantileOf(distributionOf([]), 0.5)).toThrow(RangeError));
});

test('summaryOf omits quantiles for which all samples together are too few', () => {
  const trials = Array.from({ length: 20 }, (_, i) => sorted(i + 1, 100 + i));
  expect(summaryOf(distributionOf(trials), 'ns')).toEqual({ unit: 'ns', n: 40, min: 1, p50: 20, p90: 115, max: 119 });
  expect(summaryOf(distributionOf([]), 'ns')).toEqual({ unit: 'ns', n: 0 });
});
