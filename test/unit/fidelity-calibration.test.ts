// Error rates of the verdicts of `fidelity`, on generated samples that are correlated within trials and rounds, more
// strongly than samples of the engine. All seeds are fixed, so the results are deterministic; the bounds would be met
// by 999 of 1000 choices of the seeds.
import { describe, expect, test } from 'vitest';
import { type Distribution, distributionOf } from '../../src/stats/distribution.js';
import { completeRounds } from '../../src/stats/fidelity-rounds.js';
import { type FidelityRowSettings, fidelityRows } from '../../src/stats/fidelity-rows.js';
import { ksDistance } from '../../src/stats/ks.js';
import { median } from '../../src/stats/median.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import { metricOf } from '../support/comparisons.js';
import { fidelityPlan, madeTrials, SampleMaker } from '../support/fidelity.js';

const metrics: readonly MetricSpec[] = ['x', 'y', 'z'].map((name) => metricOf(name));
const [one] = metrics.map((metric) => [metric]);
const runs = 200;
const fewerRuns = 100;
const samplesEach = 24;
/** Number of rounds with which a large share out of place can be found. */
const enough = 12;
/** Standard deviations of logarithms; that of single samples is 1. */
const spread = { ofRound: 0.7, ofTrial: 0.4 };

const settings: Omit<FidelityRowSettings, 'seed'> = {
  metrics: one ?? [],
  versions: { a: 'baseline', b: 'baseline' },
  rejected: false,
  // No tolerance, so that the test itself is examined.
  relativeTolerance: 0,
  absoluteToleranceNs: 0,
  leastShare: 0,
  resolution: 0.4,
  alpha: 0.05,
  minRounds: 6,
  draws: 199,
};

/** A change to the samples of side b. */
type Change = (samples: Float64Array, maker: SampleMaker) => Float64Array;
const unchanged: Change = (samples) => samples;

function madeRun(seed: number, rounds: number, change: Change) {
  const maker = new SampleMaker(seed);
  const plan = fidelityPlan('baseline', 'baseline', rounds);
  const ofRounds = Array.from({ length: rounds }, () => metrics.map(() => spread.ofRound * maker.normal()));
  return madeTrials(plan, (round, arm) => {
    const own = metrics.map(({ name }, metric) => {
      const centre = (ofRounds[round]?.[metric] ?? 0) + spread.ofTrial * maker.normal();
      const samples = maker.trial(samplesEach, centre);
      return [name, arm < 2 ? samples : change(samples, maker)] as const;
    });
    return Object.fromEntries(own);
  });
}

function judgedRows(seed: number, rounds: number, change: Change, changed: Partial<FidelityRowSettings> = {}) {
  const { plan, trials, read } = madeRun(seed, rounds, change);
  const labels = plan.arms.map(({ label }) => label);
  // Seeds far apart, unlike the samples' seeds: adjacent seeds would permute nearly the same trials in all runs.
  const own = { ...settings, seed: Math.imul(seed + 1, 0x85ebca6b) >>> 0, ...changed };
  return fidelityRows(completeRounds(labels, trials), trials, read, own).rows;
}

const count = (test: (seed: number) => boolean, of = runs) =>
  Array.from({ length: of }, (_, seed) => seed).filter(test).length;

describe('equal code', () => {
  test('is called different in 5 % of all runs, over all metrics', () => {
    const different = count((seed) =>
      judgedRows(seed, 6, unchanged, { metrics }).some(({ verdict }) => verdict === 'different'),
    );
    // P(more than 20 of 200 at 5 %) is 0.001.
    expect(different).toBeLessThanOrEqual(20);
    // A test that never finds a difference would be useless.
    expect(different).toBeGreaterThan(0);
  });

  test('would be called different in more than a quarter of them if samples were treated as independent', () => {
    const different = count((seed) => {
      const { trials, read } = madeRun(seed, 6, unchanged);
      return metrics.some(({ name }) => {
        const side = (own: boolean) =>
          distributionOf(
            trials.flatMap((_, place) => (place % 4 < 2 === own ? [read(place, name).slice().sort()] : [])),
          );
        return asymptoticP(side(true), side(false)) <= 0.05 / metrics.length;
      });
    });
    expect(different).toBeGreaterThan(runs / 4);
  });

  test('is called the same with enough rounds', () => {
    const same = count(
      (seed) => judgedRows(seed, enough, unchanged).every(({ verdict }) => verdict === 'same'),
      fewerRuns,
    );
    expect(same).toBeGreaterThan(0.85 * fewerRuns);
  });

  test('is undecided with too few rounds, with an estimate of the number needed', () => {
    const fine = { resolution: 0.2 };
    const rows = Array.from({ length: 40 }, (_, seed) => judgedRows(seed, 6, unchanged, fine)).flat();
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(['undecided']));
    const needed = Math.ceil(median(rows.map((row) => row.roundsNeeded ?? 0)));
    expect(needed).toBeGreaterThan(6);
    const sameAfter = (rounds: number) =>
      count((seed) => judgedRows(seed, rounds, unchanged, fine).every(({ verdict }) => verdict === 'same'), 40);
    // The estimate is rough: half of it is too few rounds, twice as many are enough.
    expect(sameAfter(Math.ceil(needed / 2))).toBeLessThan(10);
    expect(sameAfter(2 * needed)).toBeGreaterThan(30);
  });
});

describe('different code', () => {
  const late =
    (share: number): Change =>
    (samples, maker) =>
      samples.map((value) => (maker.uniform() < share ? value * 1000 : value));

  test('with a difference as large as the resolution is called the same in at most 5 %', () => {
    const same = count(
      (seed) => judgedRows(seed, enough, late(settings.resolution)).some(({ verdict }) => verdict === 'same'),
      fewerRuns,
    );
    // P(more than 12 of 100 at 5 %) is 0.001.
    expect(same).toBeLessThanOrEqual(12);
  });

  test('is found if the difference is as large as the printed detectable share', () => {
    const found = count((seed) => {
      const [{ detectable = 1 } = {}] = judgedRows(seed, enough, unchanged);
      return judgedRows(seed + runs, enough, late(detectable)).every(({ verdict }) => verdict === 'different');
    }, fewerRuns);
    // P(fewer than 88 of 100 at 95 %) is 0.001.
    expect(found).toBeGreaterThanOrEqual(88);
  });

  test('with a shift below the tolerance is not different', () => {
    const shifted: Change = (samples) => samples.map((value) => value * 1.04);
    const tolerant = { relativeTolerance: 0.05 };
    const different = count(
      (seed) => judgedRows(seed, enough, shifted, tolerant).some(({ verdict }) => verdict === 'different'),
      fewerRuns,
    );
    expect(different).toBeLessThanOrEqual(12);
  });
});

/** p of the two-sample Kolmogorov-Smirnov test, as in every statistics package (A. Kolmogorov, 1933). */
function asymptoticP(x: Distribution, y: Distribution): number {
  const scaled =
    ksDistance(x, y) * Math.sqrt((x.values.length * y.values.length) / (x.values.length + y.values.length));
  const terms = Array.from({ length: 100 }, (_, i) => (-1) ** i * Math.exp(-2 * ((i + 1) * scaled) ** 2));
  return Math.min(1, Math.max(0, 2 * terms.reduce((sum, term) => sum + term, 0)));
}
