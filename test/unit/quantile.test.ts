import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileOfSorted } from '../../src/stats/quantile.js';
import { summarize } from '../../src/stats/summarize.js';

// R's data set mtcars, column mpg. R 4 prints for quantile(mtcars$mpg, c(0, .1, .25, .5, .75, .9, 1)):
//     0%    10%    25%    50%    75%    90%   100%
// 10.400 14.340 15.425 19.200 22.800 30.090 33.900
const mpg = Float64Array.from([
  21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 32.4, 30.4, 33.9,
  21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
]).sort();

describe('quantileOfSorted is type 7', () => {
  // R's own documentation: quantile(1:10) is 1, 3.25, 5.5, 7.75, 10.
  test.each([
    [0, 1],
    [0.25, 3.25],
    [0.5, 5.5],
    [0.75, 7.75],
    [0.9, 9.1],
    [1, 10],
  ])('of 1..10 at %d', (q, expected) => {
    expect(
      quantileOfSorted(
        Float64Array.from({ length: 10 }, (_, i) => i + 1),
        q,
      ),
    ).toBeCloseTo(expected, 12);
  });

  test.each([
    [0, 10.4],
    [0.1, 14.34],
    [0.25, 15.425],
    [0.5, 19.2],
    [0.75, 22.8],
    [0.9, 30.09],
    [1, 33.9],
  ])('of mtcars$mpg at %d', (q, expected) => {
    expect(quantileOfSorted(mpg, q)).toBeCloseTo(expected, 10);
  });

  test('a single sample is equal to every quantile', () => {
    expect(quantileOfSorted(Float64Array.of(3), 0.99)).toBe(3);
  });

  test('a quantile is within the samples and never decreases as q grows', () => {
    const share = fc.double({ noNaN: true, min: 0, max: 1 });
    const samples = fc.array(fc.double({ noNaN: true, min: 0, max: 1e12 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, share, share, (values, a, b) => {
        const sorted = Float64Array.from(values).sort();
        const at = (q: number) => quantileOfSorted(sorted, q);
        const slack = 1e-9 * (1 + at(1));
        const [low, high] = [at(Math.min(a, b)), at(Math.max(a, b))];
        return low >= Math.min(...values) - slack && high <= Math.max(...values) + slack && low <= high + slack;
      }),
    );
  });
});

describe('summarize', () => {
  const ofLength = (n: number) =>
    summarize(
      Float64Array.from({ length: n }, (_, i) => n - i),
      'ns',
    );

  test('omits a quantile for which there are too few samples', () => {
    expect(Object.keys(ofLength(0))).toEqual(['unit', 'n']);
    expect(Object.keys(ofLength(1))).toEqual(['unit', 'n', 'min', 'max']);
    expect(Object.keys(ofLength(9))).toEqual(['unit', 'n', 'min', 'p50', 'max']);
    expect(Object.keys(ofLength(10))).toEqual(['unit', 'n', 'min', 'p50', 'p90', 'max']);
    expect(Object.keys(ofLength(99))).not.toContain('p99');
    expect(Object.keys(ofLength(100))).toContain('p99');
    expect(Object.keys(ofLength(999))).not.toContain('p99_9');
    expect(Object.keys(ofLength(1000))).toContain('p99_9');
  });

  test('sorts a copy and does not change the samples', () => {
    const samples = Float64Array.of(5, 1, 9, 3);
    expect(summarize(samples, 'ns')).toEqual({ unit: 'ns', n: 4, min: 1, p50: 4, max: 9 });
    expect([...samples]).toEqual([5, 1, 9, 3]);
  });
});
