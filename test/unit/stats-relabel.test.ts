import { describe, expect, test } from 'vitest';
import { distributionOf } from '../../src/stats/distribution.js';
import { distanceBeyond, noTolerance, type Tolerance } from '../../src/stats/ks.js';
import { relabel } from '../../src/stats/relabel.js';
import type { RoundSamples } from '../../src/stats/tallies.js';

const sorted = (...values: number[]) => Float64Array.from(values).sort();
const round = (a1: number[], a2: number[], b1: number[], b2: number[]): RoundSamples => ({
  a: [sorted(...a1), sorted(...a2)],
  b: [sorted(...b1), sorted(...b2)],
});

/** Three rounds in which b is larger than a, except for one sample; one trial has more samples, but the same weight. */
const rounds = [
  round([1, 4], [2, 3], [11, 14, 15, 15, 16], [12, 13]),
  round([2, 5], [3, 9], [10, 15], [4, 16]),
  round([1, 6], [2, 8], [13, 17], [11, 19]),
];

const pairs = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [1, 2],
] as const;

/** The distances for all ways to choose two of four trials in each of three rounds, starting at pair `from`. */
function allDistances(from: number, tolerance: Tolerance): number[] {
  const choices = pairs.slice(from);
  return choices.flatMap((first) =>
    choices.flatMap((second) => choices.map((third) => distanceOf([first, second, third], tolerance))),
  );
}

function distanceOf(chosen: readonly (readonly [number, number])[], tolerance: Tolerance): number {
  const side = (own: boolean) =>
    distributionOf(
      rounds.flatMap(({ a, b }, i) => [...a, ...b].filter((_, place) => (chosen[i]?.includes(place) ?? false) === own)),
    );
  return distanceBeyond(side(true), side(false), tolerance);
}

describe('relabel', () => {
  const draws = 20_000;

  test.each<[string, Tolerance]>([
    ['without a tolerance', noTolerance],
    ['beyond a tolerance', { relative: 0.1, absolute: 3 }],
  ])('p is the share of all ways to exchange trials within rounds, %s', (_, tolerance) => {
    const all = allDistances(0, tolerance);
    expect(all).toHaveLength(216);
    const own = distanceOf([pairs[0], pairs[0], pairs[0]], tolerance);
    const expected = all.filter((distance) => distance >= own - 1e-12).length / all.length;
    const { p } = relabel(rounds, { tolerance, seed: 1, draws });
    // Four standard deviations of a share estimated from this number of draws.
    expect(Math.abs(p - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / draws));
  });

  test('runs of the same version are simulated by pairs with a trial of each side', () => {
    const expected = allDistances(2, noTolerance).sort((x, y) => x - y);
    const { same, sameBeyond } = relabel(rounds, { tolerance: noTolerance, seed: 2, draws });
    expect(sameBeyond).toEqual(same);
    for (const share of [0.1, 0.5, 0.9]) {
      const at = (values: ArrayLike<number>) => values[Math.floor(share * values.length)] ?? Number.NaN;
      expect(at(same)).toBeCloseTo(at(expected), 12);
    }
    expect(Math.max(...same)).toBeCloseTo(Math.max(...expected), 12);
  });

  test('the deviation is that of the difference between both shares, at its largest', () => {
    // One round, one sample per trial: pairs are 1 and 3 against 2 and 4, or 1 and 4 against 2 and 3.
    const { deviation } = relabel([round([1], [2], [3], [4])], { tolerance: noTolerance, seed: 3, draws: 100 });
    // Up to 1 the shares are 1/2 and 0, for either choice.
    expect(deviation).toBeCloseTo(0.5, 12);
  });

  test('the original assignment is one of the permutations, so p is never 0', () => {
    const apart = Array.from({ length: 30 }, () => round([1], [2], [101], [102]));
    expect(relabel(apart, { tolerance: noTolerance, seed: 4, draws: 99 }).p).toBe(0.01);
  });

  test('equal samples have a distance of 0 and a p of 1', () => {
    const alike = Array.from({ length: 6 }, () => round([5, 6], [5, 6], [5, 6], [5, 6]));
    const found = relabel(alike, { tolerance: noTolerance, seed: 5, draws: 99 });
    expect(found.p).toBe(1);
    expect(Math.max(...found.same)).toBe(0);
    expect(found.deviation).toBe(0);
  });

  test('a trial without samples is ignored, and a pair without samples never indicates a difference', () => {
    const { p } = relabel([round([1], [], [9], [])], { tolerance: noTolerance, seed: 6, draws: 999 });
    expect(p).toBe(1);
  });

  test('depends on the seed alone', () => {
    const settings = { tolerance: noTolerance, seed: 7, draws: 200 };
    expect(relabel(rounds, settings)).toEqual(relabel(rounds, settings));
    expect(relabel(rounds, settings).same).not.toEqual(relabel(rounds, { ...settings, seed: 8 }).same);
  });

  test('many samples are evaluated at a subset of values with little error', () => {
    const many = (first: number) => Array.from({ length: 3000 }, (_, i) => first + i);
    const large = Array.from({ length: 6 }, () => round(many(0), many(0.25), many(900.5), many(900.75)));
    // The share between the sides, over all rounds: 900 of 3000 are out of place; no pair with a trial of each side is.
    const { p, same } = relabel(large, { tolerance: noTolerance, seed: 9, draws: 500 });
    expect(p).toBeLessThan(0.01);
    expect(same.at(-1)).toBeLessThan(0.001);
  });
});
