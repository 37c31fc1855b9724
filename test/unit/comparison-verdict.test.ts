// From the figures of one test to its verdict.
import fc from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { alphaOfLook, isSettled } from '../../src/stats/compare.js';
import type { Contrast } from '../../src/stats/contrast.js';
import { contrast } from '../../src/stats/contrast.js';
import { decide, leastTrials, minDetectable, trialsNeeded } from '../../src/stats/decide.js';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.js';
import { mannWhitney } from '../../src/stats/mann-whitney.js';
import { armOf, cellOf, compare, metricOf, ramp, unmap } from '../support/comparisons.js';

const found = (low: number, shift: number, high: number): Contrast => ({ shift, shiftInterval: { low, high }, p: 0 });

describe('decide', () => {
  test.each<[Contrast, number, string]>([
    [found(5, 10, 15), 0.05, 'slower'],
    [found(-15, -10, -5), 0.05, 'faster'],
    [found(9, 10, 11), 0.001, 'slower'],
    [found(5, 9.99, 15), 0.001, 'undecided'],
    [found(5, 9, 9.9), 0.001, 'same'],
    [found(5, 9, 10), 0.001, 'same'],
    [found(5, 9, 10.1), 0.001, 'undecided'],
    [found(-10, 0, 10), 1, 'same'],
    [found(-10.1, 0, 10), 1, 'undecided'],
    [found(5, 10, 15), 0.0501, 'undecided'],
    [{ shift: 99, p: 0.01 }, 0.06, 'undecided'],
    [{ shift: 0, p: 1 }, 1, 'undecided'],
  ])('%j with p %d is %s at a threshold of 10', (contrasted, p, word) => {
    expect(decide(contrasted, p, 0.05, 10, unmap)).toBe(word);
  });

  test('without a threshold any nonzero difference counts', () => {
    expect(decide(found(1, 2, 3), 0.01, 0.05, 0, unmap)).toBe('slower');
    expect(decide(found(0, 0, 0), 0.01, 0.05, 0, unmap)).toBe('same');
  });
});

describe('a change counts if it exceeds both thresholds', () => {
  // All values of an arm are equal, so the shift and both ends of its interval are the difference.
  const verdict = (reference: number, other: number, thresholds = {}) => {
    const arms = [armOf('baseline', Array(12).fill(reference)), armOf('v3', Array(12).fill(other))];
    return cellOf(compare(arms, thresholds), 'v3').verdict;
  };

  test.each([
    [1_000_000, 1_050_000, 'slower'],
    [1_000_000, 1_049_999, 'same'],
    [1_000_000, 950_000, 'faster'],
    [1_000_000, 950_001, 'same'],
    // 5 % of these is below 10 us.
    [2000, 2600, 'same'],
    [2000, 12_000, 'slower'],
    [2000, 11_999, 'same'],
    [20_000, 10_000, 'faster'],
    [20_000, 10_001, 'same'],
    [7, 7, 'same'],
  ])('%d to %d ns is %s', (reference, other, word) => {
    expect(verdict(reference, other)).toBe(word);
  });

  test('the thresholds can be set', () => {
    expect(verdict(2000, 2600, { absoluteThresholdNs: 0 })).toBe('slower');
    expect(verdict(1000, 1299, { absoluteThresholdNs: 0, relativeThreshold: 0.3 })).toBe('same');
    expect(verdict(1e6, 1e6 + 1, { absoluteThresholdNs: 0, relativeThreshold: 0 })).toBe('slower');
  });

  test('the absolute threshold is a time, and does not apply to counts', () => {
    const count = metricOf('wakeups', 'headline', '1');
    const arms = [armOf('a', Array(12).fill(100), 'wakeups'), armOf('b', Array(12).fill(106), 'wakeups')];
    expect(cellOf(compare(arms, { metrics: [count] }), 'b', 'p50', 'wakeups').verdict).toBe('worse');
  });
});

describe('trialsNeeded', () => {
  const level = { alpha: 0.05, familySize: 8 };

  test('is present only in undecided rows', () => {
    const undecided = cellOf(compare([armOf('a', ramp(1e6, 8, 1e5)), armOf('b', ramp(1.1e6, 8, 1e5))]), 'b');
    expect(undecided.verdict).toBe('undecided');
    expect(undecided.trialsNeeded).toBeGreaterThan(8);
    const slower = cellOf(compare([armOf('a', ramp(1e6, 8)), armOf('b', ramp(2e6, 8))]), 'b');
    expect(slower.verdict).toBe('slower');
    expect(slower).not.toHaveProperty('trialsNeeded');
  });

  const values = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 6, maxLength: 30 });

  test('exceeds the present number, and is enough for a verdict', () => {
    const levels = fc.record({
      alpha: fc.constantFrom(0.05, 0.025, 0.0125),
      familySize: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(values, values, levels, fc.integer({ min: 0, max: 900 }), (mine, others, own, threshold) => {
        const contrasted = contrast(others, mine, 1 - own.alpha);
        const trials = Math.min(mine.length, others.length);
        fc.pre(decide(contrasted, 1, own.alpha, threshold, unmap) === 'undecided');
        const needed = trialsNeeded(contrasted, trials, threshold, own);
        fc.pre(needed !== undefined);
        expect(needed).toBeGreaterThan(trials);
        expect(needed).toBeGreaterThanOrEqual(leastTrials(own));
        expect(Number.isInteger(needed)).toBe(true);
      }),
    );
  });

  test('grows with the square of the interval width', () => {
    expect(trialsNeeded(found(-200, 0, 200), 12, 100, level)).toBe(48);
    expect(trialsNeeded(found(-300, 0, 300), 12, 100, level)).toBe(108);
    expect(trialsNeeded(found(-150, 50, 250), 12, 100, level)).toBe(12 * 16);
  });

  test('is enough for Holm, even if the difference is clear', () => {
    expect(trialsNeeded(found(5, 10, 15), 6, 10, { alpha: 0.05, familySize: 23 })).toBe(7);
    expect(trialsNeeded(found(5, 10, 15), 6, 10, { alpha: 0.05, familySize: 86 })).toBe(8);
    expect(trialsNeeded({ shift: 10, p: 0.01 }, 6, 10, { alpha: 0.0005, familySize: 1 })).toBe(8);
  });

  test('is absent if no number is enough', () => {
    expect(trialsNeeded(found(-1, 0, 1), 12, 0, level)).toBeUndefined();
  });
});

test('leastTrials: the smallest p of two samples of this size passes the first step of Holm', () => {
  // 2 / C(12, 6) = 0.002165; 2 / C(14, 7) = 0.000583; 2 / C(16, 8) = 0.000155.
  const least = (alpha: number, familySize: number) => leastTrials({ alpha, familySize });
  expect([least(0.05, 0), least(0.05, 1), least(0.05, 23), least(0.05, 24)]).toEqual([6, 6, 6, 7]);
  expect([least(0.05, 85), least(0.05, 86), least(0.025, 12)]).toEqual([7, 8, 7]);
});

describe('minDetectable', () => {
  const sizes = [12, 12] as const;
  const detectable = (half: number, familySize: number) =>
    minDetectable({ low: -half, high: half }, sizes, { alpha: 0.05, familySize }) ?? 0;

  test('grows with the family, and in proportion to the interval', () => {
    expect(detectable(7, 1)).toBeCloseTo(7 * detectable(1, 1), 9);
    expect(detectable(1, 8)).toBeGreaterThan(detectable(1, 1));
  });

  test('is absent without an interval, and with too few trials to find anything', () => {
    expect(minDetectable(undefined, sizes, { alpha: 0.05, familySize: 1 })).toBeUndefined();
    expect(minDetectable({ low: -1, high: Number.POSITIVE_INFINITY }, sizes, { alpha: 0.05, familySize: 1 })).toBe(
      undefined,
    );
    // 2 / C(12, 6) is more than 0.05 / 24.
    expect(minDetectable({ low: -1, high: 1 }, [6, 6], { alpha: 0.05, familySize: 24 })).toBeUndefined();
  });

  // The definition itself: trials that differ by minDetectable, computed from the interval of another comparison.
  test.each([
    [6, 1],
    [6, 8],
    [8, 8],
    [12, 8],
  ])(
    '%i trials in a family of %i: 4 of 5 comparisons find the difference',
    (n, familySize) => {
      const level = { alpha: 0.05, familySize };
      const random = xoroshiro128plus(20 * n + familySize);
      const normal = () =>
        Math.sqrt(-2 * Math.log(1 - uniformFloat64(random))) * Math.cos(2 * Math.PI * uniformFloat64(random));
      const draw = (shift = 0) => Array.from({ length: n }, () => normal() + shift);
      const comparisons = 2500;
      const found = ramp(0, comparisons).filter(() => {
        const shift = minDetectable(hodgesLehmann(draw(), draw()).interval, [n, n], level);
        return (mannWhitney(draw(), draw(shift))?.p ?? 1) <= level.alpha / familySize;
      });
      // Allows three standard errors of this number of comparisons, and two of the factor.
      expect(found.length / comparisons).toBeGreaterThan(0.76);
      expect(found.length / comparisons).toBeLessThan(0.84);
    },
    120_000,
  );
});

describe('interim analyses', () => {
  test('have a total error probability of 0.05', () => {
    expect(alphaOfLook(0)).toBe(0.05);
    const looks = Array.from({ length: 40 }, (_, i) => alphaOfLook(i + 1));
    expect(looks.every((alpha) => alpha > 0)).toBe(true);
    expect(looks.reduce((sum, alpha) => sum + alpha, 0)).toBeLessThanOrEqual(0.05);
    const { method } = compare([armOf('a', ramp(1e6, 8)), armOf('b', ramp(2e6, 8))], { looks: 2 });
    expect(method).toMatchObject({ alpha: 0.0125, confidence: 0.9875 });
  });

  test.each<[string, number[], number[], boolean]>([
    ['slower', ramp(1e6, 12), ramp(2e6, 12), true],
    ['same', ramp(1e6, 12), ramp(1e6, 12), true],
    ['undecided', ramp(1e6, 12, 1e5), ramp(1.1e6, 12, 1e5), false],
    ['too few', ramp(1e6, 5), ramp(2e6, 5), false],
  ])('whether the comparison is decided: %s', (_, reference, other, settled) => {
    expect(isSettled(compare([armOf('a', reference), armOf('b', other)]))).toBe(settled);
  });

  test('continue for one undecided row, unless that row would have found a relevant change', () => {
    const statistics = compare([armOf('a', ramp(1e6, 12)), armOf('b', ramp(2e6, 12)), armOf('c', ramp(2e6, 12))]);
    const changed = (minDetectableNs?: number) => {
      const [row] = structuredClone(statistics.rows);
      const cell = row?.arms[2];
      if (row === undefined || cell === undefined) throw new Error('no such cell');
      cell.verdict = 'undecided';
      delete cell.minDetectable;
      if (minDetectableNs !== undefined) cell.minDetectable = minDetectableNs;
      return isSettled({ ...statistics, rows: [row] });
    };
    expect([changed(), changed(50_001), changed(49_999)]).toEqual([false, false, true]);
  });
});
