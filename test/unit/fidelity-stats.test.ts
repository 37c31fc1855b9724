// Which metrics are tested, the reasons why others are not, and the overall verdict.
import { describe, expect, test } from 'vitest';
import type { FullFidelityJudgement } from '../../src/config/fidelity-config.js';
import type { FidelityRow } from '../../src/documents/fidelity.js';
import type { TrialResult } from '../../src/documents/result.js';
import { type FidelityStatistics, judgeFidelity } from '../../src/stats/fidelity.js';
import { completeRounds } from '../../src/stats/fidelity-rounds.js';
import { decideFidelity, detectableShare, roundsNeeded, upperQuantile } from '../../src/stats/fidelity-rows.js';
import { findWorkload } from '../../src/workloads/index.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import type { Workload } from '../../src/workloads/workload.js';
import { metricOf } from '../support/comparisons.js';
import { fidelityPlan, type MadeTrials, madeTrials } from '../support/fidelity.js';

const blobUnmap = findWorkload('blob-unmap') as Workload;
const judgement: FullFidelityJudgement = {
  relativeTolerance: 0.05,
  absoluteToleranceNs: 10_000,
  resolution: 0.25,
  failIf: [],
};
const flat = (value: number, n = 20) => new Array<number>(n).fill(value);

function judge(
  { plan, trials, read }: MadeTrials,
  metrics: readonly MetricSpec[],
  changed: Partial<FullFidelityJudgement> = {},
): FidelityStatistics {
  const workload = { ...blobUnmap, metrics };
  return judgeFidelity({ plan, trials, read, workload, seed: 1 }, { ...judgement, ...changed });
}

function rowOf({ rows }: FidelityStatistics, metric: string): FidelityRow {
  const row = rows.find((own) => own.metric === metric);
  if (row === undefined) throw new Error(`no row of ${metric}`);
  return row;
}

const [x, y] = [metricOf('x'), metricOf('y')];
const detail = metricOf('d', 'detail');
const plan = fidelityPlan('baseline', 'v3', 8);
/** The value of the arm's side: side a has the first two arms. */
const byside = <Value>(arm: number, a: Value, b: Value): Value => (arm < 2 ? a : b);

describe('a row', () => {
  test('has the figures of both sides, their distance, and the distance between runs of one version', () => {
    const row = rowOf(
      judge(
        madeTrials(plan, (_, arm) => ({ x: flat(byside(arm, 1e6, 2e6)) })),
        [x],
      ),
      'x',
    );
    expect(row).toMatchObject({
      a: { n: 320, p50: 1e6 },
      b: { n: 320, p50: 2e6 },
      distance: 1,
      beyond: 1,
      same: { median: 0, p95: 0 },
      detectable: 0,
      verdict: 'different',
    });
    expect(row.adjustedP).toBeLessThan(0.01);
  });

  test('of samples that differ by the tolerance is the same, although their distributions do not overlap', () => {
    const made = madeTrials(plan, (_, arm) => ({ x: flat(byside(arm, 1e6, 1.05e6)) }));
    expect(rowOf(judge(made, [x]), 'x')).toMatchObject({ distance: 1, beyond: 0, p: 1, verdict: 'same' });
    const strict = judge(made, [x], { relativeTolerance: 0.04 });
    expect(rowOf(strict, 'x')).toMatchObject({ beyond: 1, verdict: 'different' });
  });

  test('of samples that differ only in a tail of less than a twentieth is not different', () => {
    const tail = (of: number) => [...flat(1e6, 100 - of), ...flat(9e6, of)];
    const made = (of: number) => madeTrials(plan, (_, arm) => ({ x: byside(arm, tail(0), tail(of)) }));
    expect(rowOf(judge(made(4), [x]), 'x')).toMatchObject({ beyond: expect.closeTo(0.04, 12), verdict: 'same' });
    expect(rowOf(judge(made(6), [x]), 'x')).toMatchObject({ verdict: 'different' });
  });

  test('only times have an absolute tolerance', () => {
    const callbacks = metricOf('batch.size', 'headline', '1');
    const made = madeTrials(plan, (_, arm) => ({
      'batch.size': flat(byside(arm, 10, 12)),
      x: flat(byside(arm, 10, 12)),
    }));
    const judged = judge(made, [callbacks, x]);
    expect(rowOf(judged, 'batch.size').verdict).toBe('different');
    expect(rowOf(judged, 'x').verdict).toBe('same');
  });

  test('does not exist for floors, and for metrics that neither side has', () => {
    const made = madeTrials(plan, () => ({ x: flat(1), 'floor.bql': flat(1) }));
    expect(judge(made, [x, y, metricOf('floor.bql', 'floor')]).rows.map(({ metric }) => metric)).toEqual(['x']);
  });
});

describe('untested metrics:', () => {
  test('a metric that a side does not offer, because its RCU does not report it', () => {
    const length = metricOf('grace_period.length', 'detail');
    const made = madeTrials(
      plan,
      (_, arm) => byside<Record<string, number[]>>(arm, { x: flat(1), 'grace_period.length': flat(1) }, { x: flat(1) }),
      (_, arm) =>
        byside<Partial<TrialResult>>(arm, {}, { counters: { callbacks: 9 }, notOffered: ['grace_period.length'] }),
    );
    const judged = judge(made, [x, length]);
    expect(rowOf(judged, 'grace_period.length')).toMatchObject({
      untested: 'not-offered',
      lacking: ['b'],
      b: { n: 0 },
    });
    expect(rowOf(judged, 'grace_period.length')).not.toHaveProperty('distance');
    expect(judged.verdict).toBe('same');
    expect(judged.counters.find(({ name }) => name === 'forced')).toMatchObject({ lacking: ['b'] });
    expect(judged.counters.find(({ name }) => name === 'forced')).not.toHaveProperty('b');
  });

  test('a metric that is offered but has no sample', () => {
    const made = madeTrials(plan, (_, arm) =>
      byside<Record<string, number[]>>(arm, { y: flat(1) }, { x: flat(1), y: flat(1) }),
    );
    const judged = judge(made, [x, y]);
    expect(rowOf(judged, 'x')).toMatchObject({ untested: 'no-samples', lacking: ['a'] });
    expect(judged).not.toHaveProperty('roundsNeeded');
  });

  test('a metric that measures another quantity in the other version', () => {
    const synchronize = metricOf('synchronize.latency');
    const made = madeTrials(fidelityPlan('v3@2', 'v3@3', 8), () => ({ 'synchronize.latency': flat(1e6) }));
    const judged = judge(made, [synchronize]);
    expect(rowOf(judged, 'synchronize.latency')).toMatchObject({
      untested: 'other-meaning',
      meanings: { a: 'a grace period of the caller', b: 'a callback round trip' },
    });
    expect(judged).toMatchObject({ verdict: 'undecided', method: { familySize: 0 } });
    expect(judged).not.toHaveProperty('roundsNeeded');
  });

  test('but not if a side is a library, because fidelity asks whether it measures the same', () => {
    const made = madeTrials(fidelityPlan('v3', './libmine.so', 8), () => ({ 'synchronize.latency': flat(1e6) }));
    expect(rowOf(judge(made, [metricOf('synchronize.latency')]), 'synchronize.latency').verdict).toBe('same');
  });

  test('anything in fewer than six rounds', () => {
    const made = madeTrials(fidelityPlan('baseline', 'v3', 5), (_, arm) => ({ x: flat(byside(arm, 1e6, 9e6)) }));
    const judged = judge(made, [x]);
    expect(rowOf(judged, 'x')).toMatchObject({ untested: 'too-few-rounds', distance: 1, beyond: 1 });
    expect(judged).toMatchObject({ verdict: 'undecided', roundsNeeded: 6, rounds: 5 });
  });

  test('anything if a side failed', () => {
    const made = madeTrials(
      plan,
      () => ({ x: flat(1e6) }),
      (round, arm) => (round === 3 && arm === 2 ? { status: 'stalled', evidence: ['it hangs'] } : {}),
    );
    const judged = judge(made, [x]);
    expect(judged).not.toHaveProperty('verdict');
    expect(judged.rounds).toBe(7);
    expect(judged.arms.map(({ rejected }) => rejected)).toEqual([false, false, true, false]);
    expect(rowOf(judged, 'x').untested).toBe('rejected');
  });
});

test('an overloaded trial does not fail its side, and its round does not count', () => {
  const made = madeTrials(
    plan,
    () => ({ x: flat(1e6) }),
    (round, arm) => (round === 3 && arm === 2 ? { overloaded: true } : {}),
  );
  const judged = judge(made, [x]);
  expect(judged).toMatchObject({ verdict: 'same', rounds: 7 });
  expect(judged.arms.map(({ rejected, overloaded }) => [rejected, overloaded])[2]).toEqual([false, true]);
});

describe('the overall verdict', () => {
  const made = (samples: (arm: number) => Record<string, number[]>) => madeTrials(plan, (_, arm) => samples(arm));
  /** Samples that allow no conclusion: few, and different in each trial. */
  const vague = (round: number, arm: number) => [1e6 * (1 + ((round * 7 + arm * 3) % 11))];

  test('is "different" if any metric differs, including details', () => {
    const judged = judge(
      made((arm) => ({ x: flat(1e6), d: flat(byside(arm, 1e6, 9e6)) })),
      [x, detail],
    );
    expect(judged.verdict).toBe('different');
  });

  test('is "same" if every headline metric is the same', () => {
    expect(
      judge(
        made(() => ({ x: flat(1e6), y: flat(2e6) })),
        [x, y],
      ).verdict,
    ).toBe('same');
  });

  test('can be "same" with an undecided detail, but not with an undecided headline metric', () => {
    const open = madeTrials(plan, (round, arm) => ({ x: flat(1e6), d: vague(round, arm), y: vague(round, arm) }));
    expect(judge(open, [x, detail]).verdict).toBe('same');
    const judged = judge(open, [x, y]);
    expect(judged.verdict).toBe('undecided');
    expect(judged.roundsNeeded).toBe(rowOf(judged, 'y').roundsNeeded);
    expect(judged.roundsNeeded).toBeGreaterThan(8);
  });

  test('is never "same" if a side lacks a headline metric, whatever the number of rounds', () => {
    const judged = judge(
      made((arm) => byside<Record<string, number[]>>(arm, { x: flat(1e6) }, { x: flat(1e6), y: flat(1e6) })),
      [x, y],
    );
    expect(judged.verdict).toBe('undecided');
    expect(judged).not.toHaveProperty('roundsNeeded');
  });

  test('is undecided without metrics', () => {
    expect(judge({ plan, trials: [], read: () => new Float64Array(0) }, [x])).toMatchObject({
      verdict: 'undecided',
      rounds: 0,
      rows: [],
      counters: [],
    });
  });
});

describe('rounds', () => {
  const labels = plan.arms.map(({ label }) => label);
  const { trials } = madeTrials(plan, () => ({ x: flat(1) }));

  test('count if all four trials count, in any order', () => {
    const shuffled = [...trials].reverse();
    const rounds = completeRounds(labels, shuffled);
    expect(rounds).toHaveLength(8);
    for (const [number, { a, b }] of rounds.entries()) {
      expect([...a, ...b].map((place) => shuffled[place]?.arm)).toEqual(labels);
      expect([...a, ...b].map((place) => shuffled[place]?.round)).toEqual(flat(number, 4));
    }
  });

  test.each<[string, Partial<TrialResult>]>([
    ['was interrupted', { status: 'interrupted' }],
    ['crashed', { status: 'crashed' }],
    ['was overloaded', { overloaded: true }],
  ])('do not count if a trial %s', (_, change) => {
    const broken = trials.map((trial, i) => (i === 9 ? { ...trial, ...change } : trial));
    expect(completeRounds(labels, broken)).toHaveLength(7);
  });

  test('do not count if a trial did not run', () => {
    expect(completeRounds(labels, trials.slice(0, 30))).toHaveLength(7);
  });
});

describe('counters', () => {
  const counted = (arm: number, counters: Record<string, number>) => ({ counters: { unmaps: 10, ...counters, arm } });
  const judged = (change: (round: number, arm: number) => Partial<TrialResult>) =>
    judge(
      madeTrials(plan, () => ({ x: flat(1) }), change),
      [x],
    ).counters;

  test('are summed into ratios over all rounds, and compared with runs of the same version', () => {
    const counters = judged((_, arm) =>
      counted(arm, { grace_periods: [40, 50, 60, 60][arm] ?? 0, forced: [0, 0, 15, 30][arm] ?? 0 }),
    );
    expect(counters.find(({ name }) => name === 'grace_periods')).toEqual({
      name: 'grace_periods',
      unit: '1',
      a: 4.5,
      b: 6,
      same: 1,
    });
    expect(counters.find(({ name }) => name === 'forced')).toEqual({
      name: 'forced',
      unit: 'share',
      a: 0,
      b: 0.375,
      same: 0.25,
    });
  });

  test('that are 0 on both sides are left out', () => {
    expect(judged((_, arm) => counted(arm, { kicks: 0 })).map(({ name }) => name)).not.toContain('kicks');
  });

  test('are omitted if any trial lacks them', () => {
    const counters = judged((round, arm) => counted(arm, round === 2 && arm === 3 ? {} : { kicks: 5 }));
    expect(counters.find(({ name }) => name === 'kicks')).toMatchObject({ a: 0.5, lacking: ['b'] });
    expect(counters.find(({ name }) => name === 'kicks')).not.toHaveProperty('b');
  });
});

describe('decisions', () => {
  const level = { alpha: 0.05, familySize: 4, leastShare: 0.05, resolution: 0.2 };

  test.each([
    [{ beyond: 0.3, adjustedP: 0.05, detectable: 0.5 }, 'different'],
    [{ beyond: 0.3, adjustedP: 0.06, detectable: 0.5 }, 'undecided'],
    [{ beyond: 0.15, adjustedP: 0.06, detectable: 0.2 }, 'same'],
    [{ beyond: 0.04, adjustedP: 0.001, detectable: 0.2 }, 'same'],
    [{ beyond: 0.04, adjustedP: 0.001, detectable: 0.21 }, 'undecided'],
  ])('of %j: %s', (found, verdict) => expect(decideFidelity(found, level)).toBe(verdict));

  test('an upper quantile is one of the values, and at most the given share exceeds it', () => {
    const values = Float64Array.from({ length: 1999 }, (_, i) => i + 1);
    expect(upperQuantile(values, 0.95)).toBe(1900);
    expect(upperQuantile(values, 1)).toBe(1999);
    expect(upperQuantile(Float64Array.of(3), 0.95)).toBe(3);
    expect(() => upperQuantile(new Float64Array(0), 0.95)).toThrow(RangeError);
  });

  test('the detectable share is the critical distance plus a margin for chance', () => {
    const same = Float64Array.from({ length: 1999 }, (_, i) => (i + 1) / 20_000);
    // The quantile 1 - 0.05 / 4 of the values, and the 0.95 quantile of the standard normal distribution, 1.645.
    expect(detectableShare(same, 0.02, level)).toBeCloseTo(1975 / 20_000 + 1.6448536 * 0.02, 7);
    expect(detectableShare(same, 9, level)).toBe(1);
  });

  test('the number of rounds needed grows with the square of the distance, and exceeds the present number', () => {
    expect(roundsNeeded(10, 0.4, 0.2)).toBe(40);
    expect(roundsNeeded(10, 0.2001, 0.2)).toBe(11);
  });
});
