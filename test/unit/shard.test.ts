import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { planRound } from '../../src/bench/schedule.js';
import { parseShard } from '../../src/config/shard.js';
import type { ComparisonPlan } from '../../src/documents/plan.js';
import { roundsOf } from '../../src/documents/plan.js';

describe('parseShard', () => {
  test.each<[string, number, number]>([
    ['1/1', 1, 1],
    ['2/8', 2, 8],
    [' 8/8 ', 8, 8],
  ])('%j', (text, index, count) => {
    expect(parseShard(text, {})).toEqual({ index, count });
  });

  const slurm = (id: number, min: number, count: number) => ({
    SLURM_ARRAY_TASK_ID: `${id}`,
    SLURM_ARRAY_TASK_MIN: `${min}`,
    SLURM_ARRAY_TASK_MAX: `${min + count - 1}`,
    SLURM_ARRAY_TASK_COUNT: `${count}`,
  });

  test.each<[string, string, Record<string, string>, number, number]>([
    ['Slurm --array=0-3, its first', 'auto', slurm(0, 0, 4), 1, 4],
    ['Slurm --array=0-3, its last', 'auto', slurm(3, 0, 4), 4, 4],
    ['Slurm --array=1-4', 'auto', slurm(4, 1, 4), 4, 4],
    ['Slurm --array=17-20', 'auto', slurm(18, 17, 4), 2, 4],
    ['the first of Kubernetes', 'auto/8', { JOB_COMPLETION_INDEX: '0' }, 1, 8],
    ['the last of Kubernetes', 'auto/8', { JOB_COMPLETION_INDEX: '7' }, 8, 8],
    ['the first of GitLab', 'auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '5' }, 1, 5],
    ['the last of GitLab', 'auto', { CI_NODE_INDEX: '5', CI_NODE_TOTAL: '5' }, 5, 5],
    ['the first of our variables', 'auto', { RCU_BENCH_SHARD_INDEX: '0', RCU_BENCH_SHARD_COUNT: '3' }, 1, 3],
    ['the last of our variables', 'auto', { RCU_BENCH_SHARD_INDEX: '2', RCU_BENCH_SHARD_COUNT: '3' }, 3, 3],
    [
      'our variables before all others',
      'auto',
      { ...slurm(3, 0, 4), RCU_BENCH_SHARD_INDEX: '0', RCU_BENCH_SHARD_COUNT: '2' },
      1,
      2,
    ],
    ['an ignored empty variable', 'auto', { RCU_BENCH_SHARD_INDEX: '', CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' }, 2, 2],
    ['an explicit count', 'auto/6', { JOB_COMPLETION_INDEX: '2' }, 3, 6],
    ['an array with steps', 'auto', { ...slurm(4, 0, 4), SLURM_ARRAY_TASK_STEP: '2' }, 3, 4],
  ])('%s', (_, text, variables, index, count) => {
    expect(parseShard(text, variables)).toEqual({ index, count });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['auto/2', slurm(2, 2, 1), /^--shard auto\/2: a Slurm array has 1 jobs/],
    ['2', {}, /^--shard: 2 is not a part/],
    ['0/4', {}, /^--shard: 0\/4 is not a part/],
    ['5/4', {}, /^--shard: 5\/4 is not a part/],
    ['1/0', {}, /^--shard: 1\/0 is not a part/],
    ['1.5/4', {}, /^--shard: '1.5\/4' is not a part/],
    ['-1/4', {}, /^--shard: '-1\/4' is not a part/],
    ['a/b', {}, /^--shard: 'a\/b' is not a part/],
    ['', {}, /^--shard: '' is not a part/],
    ['auto', {}, /^--shard auto: none of RCU_BENCH_SHARD_INDEX, .*SLURM_ARRAY_TASK_ID.* is set/],
    ['auto', { JOB_COMPLETION_INDEX: '3' }, /^--shard auto: a Kubernetes indexed job does not give the number of jobs/],
    ['auto', { RCU_BENCH_SHARD_INDEX: '3' }, /^--shard auto: RCU_BENCH_SHARD_COUNT is ''/],
    ['auto', { CI_NODE_INDEX: 'two', CI_NODE_TOTAL: '4' }, /^--shard auto: CI_NODE_INDEX is 'two'/],
    ['auto', { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '4' }, /SLURM_ARRAY_TASK_MIN is ''/],
    ['auto/8', { JOB_COMPLETION_INDEX: '8' }, /^--shard: 9\/8, from a Kubernetes indexed job/],
  ])('%j with %j is rejected', (text, variables, message) => {
    expect(() => parseShard(text, variables)).toThrow(UsageError);
    expect(() => parseShard(text, variables)).toThrow(message);
  });

  test('the remedy for a missing count', () => {
    const refused = (variables: Record<string, string>) => {
      try {
        return parseShard('auto', variables);
      } catch (error) {
        return (error as UsageError).suggestions.join('\n');
      }
    };
    expect(refused({ JOB_COMPLETION_INDEX: '3' })).toContain('--shard auto/8');
    expect(refused({})).toContain('RCU_BENCH_SHARD_INDEX');
  });
});

function planOf(labels: readonly string[], changes: Partial<ComparisonPlan> = {}): ComparisonPlan {
  const arms = labels.map((label) => ({ label, version: 'v3' }));
  return { arms, reference: labels[0] ?? '', rounds: 12, ...changes };
}

const orderOf = (plan: ComparisonPlan, seed: number, round: number) =>
  planRound(plan, seed, round, false).map(({ arm }) => arm.label);

describe('roundsOf', () => {
  test('without a shard contains all rounds', () => {
    expect(roundsOf(planOf(['a'], { rounds: 4 }))).toEqual([0, 1, 2, 3]);
  });

  test('the shards are disjoint, complete and of similar length', () => {
    const sizes = fc
      .integer({ min: 1, max: 300 })
      .chain((rounds) => fc.tuple(fc.constant(rounds), fc.integer({ min: 1, max: rounds })));
    fc.assert(
      fc.property(sizes, ([rounds, count]) => {
        const parts = Array.from({ length: count }, (_, i) =>
          roundsOf(planOf(['a'], { rounds, shard: { index: i + 1, count } })),
        );
        const all = parts.flat().sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: rounds }, (_, round) => round));
        const lengths = parts.map((part) => part.length);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('planRound', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const rounds = fc.integer({ min: 0, max: 100_000 });
  const labelLists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });

  test('runs every arm once, with one seed per round', () => {
    fc.assert(
      fc.property(labelLists, seeds, rounds, (labels, seed, round) => {
        const trials = planRound(planOf(labels), seed, round, true);
        expect(trials.map(({ arm }) => arm.label).sort()).toEqual([...labels].sort());
        expect(new Set(trials.map((trial) => trial.seed)).size).toBe(1);
        expect(trials.every((trial) => trial.round === round && trial.measureFloors)).toBe(true);
        const trialSeed = trials[0]?.seed ?? -1;
        expect(Number.isInteger(trialSeed) && trialSeed >= 0 && trialSeed < 2 ** 32).toBe(true);
      }),
    );
  });

  test('is the same for the same seed, and for a shard', () => {
    fc.assert(
      fc.property(labelLists, seeds, rounds, (labels, seed, round) => {
        const whole = planOf(labels, { rounds: 100_001 });
        const shard = { ...whole, shard: { index: (round % 7) + 1, count: 7 } };
        expect(planRound(whole, seed, round, false)).toEqual(planRound(whole, seed, round, false));
        expect(planRound(shard, seed, round, false)).toEqual(planRound(whole, seed, round, false));
        expect(roundsOf(shard)).toContain(round);
      }),
      { numRuns: 20 },
    );
  });

  test('leaves the plan as it was', () => {
    const plan = planOf(['a', 'b', 'c', 'd']);
    for (let round = 0; round < 20; round += 1) planRound(plan, 1, round, false);
    expect(plan.arms.map(({ label }) => label)).toEqual(['a', 'b', 'c', 'd']);
  });

  // Chi-square of 6 orders has 5 degrees of freedom; chance exceeds 20.5 for one seed in a thousand.
  test.each([0, 1, 2, 7, 4_294_967_295])('all orders are equally frequent, seed %i', (seed) => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 600; round += 1) {
      const order = orderOf(planOf(['a', 'b', 'c']), seed, round).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });

  test('the order of a round does not predict the next order', () => {
    const pairs = new Map<string, number>();
    for (let round = 0; round < 800; round += 1) {
      const pair = [0, 1].map((next) => orderOf(planOf(['a', 'b']), 5, round + next)[0]).join('');
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    expect([...pairs.keys()].sort()).toEqual(['aa', 'ab', 'ba', 'bb']);
    for (const count of pairs.values()) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  test('other rounds and other seeds have other trials', () => {
    const seedOf = (seed: number, round: number) => planRound(planOf(['a', 'b']), seed, round, false)[0]?.seed;
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    expect(new Set(numbers.map((round) => seedOf(1, round))).size).toBe(300);
    expect(new Set(numbers.map((seed) => seedOf(seed, 1))).size).toBe(300);
  });
});
