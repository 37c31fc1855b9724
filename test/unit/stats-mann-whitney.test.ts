import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mannWhitney, smallestP } from '../../src/stats/mann-whitney.js';

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

function expectTest(x: readonly number[], y: readonly number[], u: number, p: number, method = 'exact'): void {
  const found = mannWhitney(x, y);
  expect(found).toMatchObject({ u, method });
  expect(Math.abs((found?.p ?? 0) / p - 1)).toBeLessThan(1e-10);
}

describe('without ties', () => {
  // Hollander and Wolfe 1973, 69f, permeability of the placenta; the example of R's ?wilcox.test: W = 35, p = 0.1272
  // one-sided. R 4.2.2: wilcox.test(x, y)$p.value
  test('the permeability of the placenta', () => {
    const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    expectTest(x, [1.15, 0.88, 0.9, 0.74, 1.21], 35, 0.254412254412254);
  });

  // golang.org/x/perf and aclements/go-moremath, utest_test.go.
  test('the samples of golang', () => {
    expectTest([2, 1, 3, 5], [12, 11, 13, 15], 0, 0.028571428571428577);
    expectTest([12, 11, 13, 15], [2, 1, 3, 5], 16, 0.028571428571428577);
    expectTest([2, 1, 3, 5], [0, 4, 6, 7], 5, 0.48571428571428577);
  });

  // R 4.2.2: wilcox.test(lcg(s, m, mod), lcg(t, n, mod) + added); scipy 1.17.1's mannwhitneyu(method='exact') agrees.
  test('samples of 6, 12, 12 and 9, 50', () => {
    expectTest(lcg(1, 6, 100003), lcg(2, 6, 100003, 30000), 12, 0.393939393939394);
    expectTest(lcg(3, 6, 100003), lcg(4, 6, 100003, 60000), 0, 0.00216450216450216);
    expectTest(lcg(1, 12, 100003), lcg(2, 12, 100003, 25000), 26, 0.00681173719267675);
    expectTest(lcg(5, 12, 100003), lcg(6, 9, 100003, -40000), 95, 0.00243595413874052);
    expectTest(lcg(1, 50, 1000003), lcg(2, 50, 1000003, 250000), 876, 0.00961226520671198);
    expectTest(lcg(7, 50, 1000003), lcg(8, 37, 1000003, 100000), 779, 0.212787767594014);
  });
});

describe('with ties', () => {
  // R 4.2.2, coin 1.4.2: min(1, 2 * min(pvalue(wilcox_test(v ~ g, distribution = "exact", alternative = a)))) over a of
  // "less" and "greater".
  test('samples of 6, 12, 12 and 9, 50, 50 and 31', () => {
    expectTest(lcg(1, 6, 5), lcg(2, 6, 5, 2), 2, 0.00865800865800866);
    expectTest(lcg(1, 12, 10), lcg(2, 12, 10, 3), 34.5, 0.0292209473122113);
    expectTest(lcg(5, 12, 6), lcg(6, 9, 6, 1), 53.5, 1);
    expectTest(lcg(1, 50, 20), lcg(2, 50, 20, 3), 846.5, 0.00502113588145212);
    expectTest(lcg(3, 50, 4), lcg(4, 31, 4, 1), 409.5, 0.000187327734485326);
  });

  // golang gives 0 for the last, which is impossible for an exact test; coin: 0.0952380952380952.
  test('the samples of golang', () => {
    expectTest([2, 1, 3, 5], [2, 1, 3, 5], 8, 1);
    expectTest([2, 1, 3, 5], [2, 2, 2, 2], 10, 0.7142857142857143);
    expectTest([2, 1, 3, 5], [1, 1, 1, 1, 1], 17.5, 2 / 21);
  });

  // The NAG library's example program for G08AHF and G08AKF: U = 86, exact lower tail 0.0020; by coin
  // 0.00201673030822722.
  test('the example of NAG', () => {
    const x = [13, 6, 12, 7, 12, 7, 10, 7, 10, 7, 16, 7, 10, 8, 9, 8];
    const y = [17, 6, 10, 8, 15, 8, 15, 10, 15, 10, 14, 10, 14, 11, 14, 11, 13, 12, 13, 12, 13, 12, 12];
    expectTest(x, y, 86, 2 * 0.00201673030822722);
  });
});

describe('beyond the exact limit', () => {
  test('of 50 values in one of the samples', () => {
    const method = (m: number, n: number) => mannWhitney(lcg(1, m, 99), lcg(2, n, 99))?.method;
    expect([method(50, 50), method(51, 5), method(5, 51)]).toEqual(['exact', 'normal', 'normal']);
  });

  // R 4.2.2: wilcox.test(x, y); the second has ties.
  test('samples of 60 and 70', () => {
    expectTest(lcg(1, 60, 1000003), lcg(2, 70, 1000003, 100000), 1948, 0.479239095392649, 'normal');
    expectTest(lcg(1, 60, 20), lcg(2, 70, 20, 2), 1541, 0.00898649090554962, 'normal');
  });

  // golang's utest_test.go; R agrees.
  test('the samples of golang', () => {
    const l1 = Array.from({ length: 500 }, (_, i) => 2 * i);
    const l2 = Array.from({ length: 600 }, (_, i) => 2 * i - 41);
    const l3 = l2.map((value, i) => (i < 30 ? 2 * i : value));
    expectTest(l1, l2, 135250, 0.0049335360814172224, 'normal');
    expectTest(l1, l3, 134845, 0.0038703814239617884, 'normal');
    expectTest(l1, l1, 125000, 1, 'normal');
  });
});

test('samples without information', () => {
  expect(mannWhitney([], [1])).toBeUndefined();
  expect(mannWhitney([1], [])).toBeUndefined();
  for (const size of [4, 60])
    expect(mannWhitney(new Array(size).fill(2), new Array(size).fill(2))?.p).toBeCloseTo(1, 12);
});

test('smallestP is 2 / C(m + n, m), and the p of separate samples', () => {
  expect(smallestP(4, 4)).toBeCloseTo(2 / 70, 15);
  expect(smallestP(3, 5)).toBeCloseTo(2 / 56, 15);
  expect(smallestP(1, 1)).toBe(1);
  for (const [m, n] of [
    [6, 6],
    [12, 9],
    [50, 50],
  ] as const) {
    expectTest(lcg(1, m, 1000003), lcg(2, n, 1000003, 2000000), 0, smallestP(m, n));
  }
});

describe('mannWhitney', () => {
  const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 55 });

  test('has a p above 0 and up to 1 that does not change when the samples are exchanged', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [there, back] = [mannWhitney(x, y), mannWhitney(y, x)];
        expect((there?.u ?? 0) + (back?.u ?? 0)).toBe(x.length * y.length);
        expect(there?.p).toBeCloseTo(back?.p ?? 0, 11);
        expect(there?.p).toBeGreaterThan(0);
        expect(there?.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('depends only on the order of the values', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const risen = (values: number[]) => values.map((value) => Math.exp(value / 3) + 5);
        expect(mannWhitney(risen(x), risen(y))).toEqual(mannWhitney(x, y));
      }),
    );
  });
});
