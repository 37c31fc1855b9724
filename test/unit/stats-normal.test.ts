import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../src/stats/normal.js';

const relative = (got: number, expected: number) => Math.abs(got / expected - 1);

// R 4.2.2: format(pnorm(z), digits = 16)
test.each([
  [-37, 5.725571222524577e-300],
  [-10, 7.619853024160527e-24],
  [-5, 2.866515718791939e-7],
  [-1.96, 0.02499789514822043],
  [-1, 0.158655253931457],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [0.3, 0.6179114221889527],
  [1.5, 0.9331927987311419],
  [2.5, 0.9937903346742238],
  [6, 0.9999999990134123],
])('normalCdf(%d)', (z, expected) => {
  expect(relative(normalCdf(z), expected)).toBeLessThan(1e-12);
});

// R 4.2.2: format(qnorm(p), digits = 16)
test.each([
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798405],
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.025, -1.959963984540054],
  [0.05, -1.644853626951473],
  [0.1, -1.281551565544601],
  [0.3, -0.5244005127080407],
  [0.7, 0.5244005127080407],
  [0.975, 1.959963984540054],
  [0.999, 3.090232306167813],
])('normalQuantile(%d)', (p, expected) => {
  expect(relative(normalQuantile(p), expected)).toBeLessThan(1e-12);
});

describe('normalQuantile', () => {
  test('is infinite at the ends, zero in the middle, and throws outside', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
    expect(() => normalQuantile(1.1)).toThrow(RangeError);
    expect(() => normalQuantile(Number.NaN)).toThrow(RangeError);
  });

  test('is the inverse of normalCdf', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 1 - 1e-9, noNaN: true }), (p) => {
        return relative(normalCdf(normalQuantile(p)), p) < 1e-10;
      }),
    );
  });
});

describe('normalCdf', () => {
  test('has the limits 0 and 1', () => {
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  });

  test('never decreases, and has symmetric tails', () => {
    const z = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(
      fc.property(z, z, (a, b) => {
        const [low, high] = [normalCdf(Math.min(a, b)), normalCdf(Math.max(a, b))];
        return low <= high + 1e-15 && Math.abs(normalCdf(a) + normalCdf(-a) - 1) < 1e-14;
      }),
    );
  });

  // The method changes at 3: a discontinuity would appear there.
  test('is smooth where its method changes', () => {
    for (const z of [-3, 3]) {
      const [left, right] = [normalCdf(z - 1e-9), normalCdf(z + 1e-9)];
      expect((right - left) / 2e-9).toBeCloseTo(Math.exp(-4.5) / Math.sqrt(2 * Math.PI), 6);
    }
  });
});
