import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalRank } from '../../src/stats/median.js';
import { tiedU, tieFreeU, uAtLeast, uAtMost } from '../../src/stats/u-distribution.js';

const relative = (got: number, expected: number) => Math.abs(got / expected - 1);

/** U for every way to choose m of the values as x, by counting pairs. */
function enumerated(values: readonly number[], m: number): number[] {
  return subsets(values.length, m).map((places) => {
    const x = values.filter((_, i) => places.has(i));
    const y = values.filter((_, i) => !places.has(i));
    return x.flatMap((a) => y.map((b) => (Math.sign(a - b) + 1) / 2)).reduce((u, pair) => u + pair, 0);
  });
}

function subsets(n: number, m: number): Set<number>[] {
  const all = Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1),
  );
  return all.filter((places) => places.length === m).map((places) => new Set(places));
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));

describe('without ties', () => {
  // The tables of Mann and Whitney, On a Test of Whether one of Two Random Variables is Stochastically Larger than the
  // Other, 1947, as golang's tests quote them: P(U ≤ u) by u from 0 to 5.
  test.each([
    { m: 2, n: 3, expected: [0.1, 0.2, 0.4, 0.6, 0.8, 0.9] },
    { m: 3, n: 3, expected: [0.05, 0.1, 0.2, 0.35, 0.5, 0.65] },
    { m: 3, n: 5, expected: [0.017857, 0.035714, 0.071429, 0.125, 0.196429, 0.285714] },
    { m: 4, n: 5, expected: [0.007937, 0.015873, 0.031746, 0.055556, 0.095238, 0.142857] },
    { m: 5, n: 5, expected: [0.003968, 0.007937, 0.015873, 0.027778, 0.047619, 0.075397] },
  ])('of $m and $n', ({ m, n, expected }) => {
    for (const [u, chance] of expected.entries()) expect(uAtMost(tieFreeU(m, n), u)).toBeCloseTo(chance, 6);
  });

  // R 4.2.2: format(pwilcox(u, m, n), digits = 15)
  test.each([
    [12, 9, 27, 0.0292416561766407],
    [50, 50, 0, 9.91165302141845e-30],
    [50, 50, 900, 0.00776197261535618],
    [50, 50, 1000, 0.0427256077591364],
    [40, 100, 1200, 8.95944760002808e-5],
    [100, 100, 3000, 3.38576533224911e-7],
    [100, 100, 4500, 0.111406840203498],
  ])('of %d and %d at %d', (m, n, u, expected) => {
    expect(relative(uAtMost(tieFreeU(m, n), u), expected)).toBeLessThan(1e-12);
    // Follows from the symmetry of U about m n / 2.
    expect(relative(uAtLeast(tieFreeU(m, n), m * n - u), expected)).toBeLessThan(1e-12);
  });

  // The textbook table of critical values, two-sided 5 %; R 4.2.2: qwilcox(0.025, m, n) - 1. The rank of the interval
  // is the first U that is not critical.
  test.each([
    [4, 4, 0],
    [5, 5, 2],
    [6, 6, 5],
    [7, 9, 12],
    [8, 8, 13],
    [10, 10, 23],
    [12, 9, 26],
    [12, 12, 37],
    [15, 15, 64],
    [10, 20, 55],
    [20, 20, 127],
  ])('of %d and %d has the critical value %d', (m, n, critical) => {
    expect(intervalRank((u) => uAtMost(tieFreeU(m, n), u), m * n, 0.95)).toBe(critical + 1);
  });

  test('agrees with the enumeration of all arrangements', () => {
    fc.assert(
      fc.property(sizes, ([m, n]) => {
        const all = enumerated(
          Array.from({ length: m + n }, (_, i) => i),
          m,
        );
        for (let u = 0; u <= m * n; u += 1) {
          expect(uAtMost(tieFreeU(m, n), u)).toBeCloseTo(all.filter((other) => other <= u).length / all.length, 12);
        }
      }),
    );
  });
});

describe('with ties', () => {
  const tied = sizes.chain(([m, n]) =>
    fc.tuple(fc.constant(m), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: m + n, maxLength: m + n })),
  );
  const groupsOf = (values: readonly number[]) =>
    [...new Set(values)].sort((a, b) => a - b).map((value) => values.filter((other) => other === value).length);

  test('agrees with the enumeration of all arrangements', () => {
    fc.assert(
      fc.property(tied, ([m, values]) => {
        const all = enumerated(values, m);
        const distribution = tiedU(groupsOf(values), m);
        for (let u = 0; u <= m * (values.length - m); u += 0.5) {
          expect(uAtMost(distribution, u)).toBeCloseTo(all.filter((other) => other <= u).length / all.length, 12);
          expect(uAtLeast(distribution, u)).toBeCloseTo(all.filter((other) => other >= u).length / all.length, 12);
        }
      }),
    );
  });

  test('is the distribution without ties if no two values are equal', () => {
    const groups = new Array<number>(80).fill(1);
    for (const u of [0, 300, 600, 800, 1500]) {
      expect(relative(uAtMost(tiedU(groups, 30), u), uAtMost(tieFreeU(30, 50), u))).toBeLessThan(1e-12);
    }
  });

  test('is certain when all values are equal', () => {
    expect(uAtMost(tiedU([100], 50), 1249.5)).toBe(0);
    expect(uAtMost(tiedU([100], 50), 1250)).toBeCloseTo(1, 12);
  });
});
