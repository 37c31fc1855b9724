import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialAtMost, clopperPearson } from '../../src/stats/binomial.js';

const relative = (got: number, expected: number) => Math.abs(got - expected) / (expected || 1);

describe('clopperPearson is the interval of binom.test', () => {
  // The first is the example of R's ?binom.test (a cross of plants, Conover 1971): "95 percent confidence interval:
  // 0.7076683 0.7654066". All by R 4.2.2: format(binom.test(s, n)$conf.int, digits = 15)
  test.each([
    [682, 925, 0.707668264079039, 0.765406558241525],
    [0, 10, 0, 0.308497107818761],
    [10, 10, 0.691502892181239, 1],
    [1, 10, 0.00252857854446179, 0.445016117028195],
    [9500, 10000, 0.945545472971641, 0.954190057801229],
    [0, 10000, 0, 0.000368819914618762],
    [3, 10000, 0.000061871485748387, 0.000876474522514001],
    [9999, 10000, 0.999442963002053, 0.999997468222407],
    [5000, 10000, 0.49015138058998, 0.50984861941002],
  ])('of %d in %d', (successes, trials, low, high) => {
    const interval = clopperPearson(successes, trials);
    expect(relative(interval.low, low)).toBeLessThan(1e-10);
    expect(relative(interval.high, high)).toBeLessThan(1e-10);
  });

  // R 4.2.2: binom.test(682, 925, conf.level = 0.99)$conf.int
  test('at another confidence', () => {
    const interval = clopperPearson(682, 925, 0.99);
    expect(interval.low).toBeCloseTo(0.698310221623526, 12);
    expect(interval.high).toBeCloseTo(0.773801542388912, 12);
  });
});

describe('clopperPearson', () => {
  test('is 0 to 1 without trials', () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('rejects more successes than trials', () => {
    expect(() => clopperPearson(4, 3)).toThrow(RangeError);
    expect(() => clopperPearson(-1, 3)).toThrow(RangeError);
  });

  // Without any success the bound solves (1 - share)^trials = 0.025.
  test('has a closed form without any success', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (trials) => {
        const { low, high } = clopperPearson(0, trials);
        return low === 0 && relative(high, -Math.expm1(Math.log(0.025) / trials)) < 1e-11;
      }),
    );
  });

  test('covers the observed share, is symmetric in failures, and grows with the confidence', () => {
    const seen = fc.integer({ min: 1, max: 2000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(seen, ([successes, trials]) => {
        const { low, high } = clopperPearson(successes, trials);
        const mirrored = clopperPearson(trials - successes, trials);
        const wider = clopperPearson(successes, trials, 0.99);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(1 - mirrored.high).toBeCloseTo(low, 12);
        expect(wider.low).toBeLessThanOrEqual(low);
        expect(wider.high).toBeGreaterThanOrEqual(high);
      }),
    );
  });
});

describe('binomialAtMost', () => {
  // R 4.2.2: format(pbinom(k, n, p), digits = 15)
  test.each([
    [0, 1, 0.3, 0.7],
    [3, 10, 0.5, 0.171875],
    [7, 10, 0.5, 0.9453125],
    [25, 60, 0.5, 0.122530416511473],
    [4900, 10000, 0.5, 0.0232927638524737],
    [152, 10000, 0.02, 0.000209702503246269],
    [9990, 10000, 0.9985, 0.930292193392287],
    [10, 10000, 0.01, 7.56277332915163e-31],
    [30, 1000, 0.03, 0.548357128324777],
  ])('P(X ≤ %d) of %d at %d', (k, trials, share, expected) => {
    expect(relative(binomialAtMost(k, trials, share), expected)).toBeLessThan(1e-10);
  });

  test('at the ends', () => {
    expect(binomialAtMost(-1, 5, 0.5)).toBe(0);
    expect(binomialAtMost(5, 5, 1)).toBe(1);
    expect(binomialAtMost(4, 5, 1)).toBe(0);
    expect(binomialAtMost(0, 5, 0)).toBe(1);
  });
});
