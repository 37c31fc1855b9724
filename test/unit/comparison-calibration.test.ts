import { describe, expect, test } from 'vitest';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import { clopperPearson } from '../../src/stats/binomial.js';
import { blockPs, rateInterval } from '../../src/stats/calibration.js';
import { armOf, compare, metricOf, ramp, trialWith } from '../support/comparisons.js';

const copyArm = { label: 'baseline (A/A)', version: 'baseline', calibration: true } as const;
/** One value per round, from round 0 on. */
const inRounds = (values: readonly number[]) => values.map((value, round) => ({ round, value }));
const calibrated = (reference: ArmTrials, copy: readonly number[], ...others: ArmTrials[]) =>
  compare([reference, ...others, armOf(copyArm, copy)]).calibration;

describe('blocks', () => {
  const low = ramp(1, 6);
  const high = ramp(100, 6);

  test('are disjoint groups of consecutive trials, and remaining trials are unused', () => {
    const ps = blockPs(inRounds([...low, ...high, ...low, 5]), inRounds([...high, ...high, ...low, 5, 6]));
    expect(ps).toHaveLength(3);
    expect(ps[0]).toBeCloseTo(2 / 924, 12);
    expect(ps.slice(1)).toEqual([1, 1]);
  });

  test('have the number that both arms can fill', () => {
    expect(blockPs(inRounds(ramp(1, 5)), inRounds(ramp(1, 60)))).toEqual([]);
    expect(blockPs(inRounds(ramp(1, 60)), inRounds(ramp(1, 11)))).toHaveLength(1);
    expect(blockPs(inRounds(ramp(1, 24)), inRounds(ramp(1, 24)), 8)).toHaveLength(3);
  });
});

describe('calibrate', () => {
  test('counts the tests and the false differences', () => {
    const reference = armOf('baseline', [...ramp(1e6, 6), ...ramp(2e6, 6), ...ramp(3e6, 6)]);
    const found = calibrated(reference, [...ramp(1e6, 6), ...ramp(1e6, 6), ...ramp(3e6, 6)]);
    expect(found).toMatchObject({ label: 'baseline (A/A)', tests: 3, significant: 1 });
    // Clopper-Pearson interval of 1 in 3.
    expect(found?.rateInterval.low).toBeCloseTo(0.0084, 4);
    expect(found?.rateInterval.high).toBeCloseTo(0.9057, 4);
  });

  test('the level is that of the family, for any number of interim analyses', () => {
    // 2 / C(12, 6) = 0.0022 is below 5 %, and above 0.16 %, the level of the fifth interim analysis.
    const reference = armOf('baseline', [...ramp(1e6, 6), ...ramp(2e6, 6)]);
    const copy = armOf(copyArm, [...ramp(1e6, 6), ...ramp(1e6, 6)]);
    expect(compare([reference, copy], { looks: 5 }).calibration).toMatchObject({ tests: 2, significant: 1 });
  });

  // Twelve metrics of the same trials: a block that is unlucky in one metric is unlucky in all.
  test('blocks are the units of the interval, however many metrics are correlated', () => {
    const names = ramp(0, 12).map((i) => `metric.of_${i}`);
    const trials = (version: string, values: readonly number[]) =>
      values.map((value) => trialWith(version, Object.fromEntries(names.map((name) => [name, value]))));
    const values = [...ramp(1e6, 6), ...ramp(2e6, 6), ...ramp(3e6, 6), ...ramp(4e6, 6)];
    const unlucky = [...values.slice(0, 18), ...ramp(1e6, 6)];
    const arms = [
      { arm: { label: 'baseline', version: 'baseline' }, trials: trials('baseline', values) },
      { arm: copyArm, trials: trials('baseline', unlucky) },
    ];
    const { calibration } = compare(arms, { metrics: names.map((name) => metricOf(name)) });
    expect(calibration).toMatchObject({ tests: 48, significant: 12, blocks: 4 });
    // Clopper-Pearson interval of 1 in 4; 12 in 48 would give 0.136 to 0.396.
    expect(calibration?.rateInterval.low).toBeCloseTo(0.0063, 4);
    expect(calibration?.rateInterval.high).toBeCloseTo(0.8059, 4);
  });

  test('a rate that is not a whole number of blocks is rounded outwards', () => {
    // Lower Clopper-Pearson bound of 0 in 4, upper bound of 1 in 4.
    expect(rateInterval(0.1, 4)).toEqual({ low: 0, high: rateInterval(0.25, 4).high });
    expect(rateInterval(0.5, 4)).toEqual(clopperPearson(2, 4));
  });

  test('equal code without any difference has a rate of zero', () => {
    expect(calibrated(armOf('baseline', ramp(1e6, 12)), ramp(1e6, 12))).toMatchObject({
      tests: 2,
      significant: 0,
      noise: [{ metric: 'unmap.latency', quantile: 'p50', unit: 'ns', shift: 0 }],
    });
  });

  test('the noise floor is the end of the interval that is farther from zero', () => {
    const noise = calibrated(armOf('baseline', Array(6).fill(1e6)), ramp(1e6 - 300, 6, 100))?.noise[0];
    expect(noise).toMatchObject({ shift: -50, floor: 300 });
  });

  test('covers p50 and p99 of the headline metrics', () => {
    const quantiles = { p50: 1, p90: 2, p99: 3, p99_9: 4, max: 5 };
    const trials = ramp(0, 6).map(() => trialWith('baseline', { 'unmap.latency': quantiles, 'bql.wait': quantiles }));
    const arms = [
      { arm: { label: 'baseline', version: 'baseline' }, trials },
      { arm: copyArm, trials },
    ];
    const { calibration } = compare(arms, { metrics: [metricOf('unmap.latency'), metricOf('bql.wait', 'detail')] });
    expect(calibration?.noise.map(({ metric, quantile }) => [metric, quantile])).toEqual([
      ['unmap.latency', 'p50'],
      ['unmap.latency', 'p99'],
    ]);
    expect(calibration?.tests).toBe(2);
  });

  test('is absent without a copy, or with less than a block', () => {
    expect(compare([armOf('baseline', ramp(1e6, 12)), armOf('v3', ramp(1e6, 12))])).not.toHaveProperty('calibration');
    expect(calibrated(armOf('baseline', ramp(1e6, 5)), ramp(1e6, 5))).toBeUndefined();
  });

  // The machine became slower after six rounds, and early trials of the reference lack samples: the code is the same.
  test('a block has the same rounds in both arms, also if a trial lacks the quantile', () => {
    const values = [...ramp(1e6, 6), ...ramp(2e6, 6)];
    const trials = values.map((p50, round) => trialWith('baseline', { 'unmap.latency': p50 }, { round }));
    const without = trials.map((trial, i) => (i < 6 ? { ...trial, metrics: {} } : trial));
    const arms = [
      { arm: { label: 'baseline', version: 'baseline' }, trials: without },
      { arm: copyArm, trials },
    ];
    expect(compare(arms).calibration).toMatchObject({ tests: 1, significant: 0 });
  });

  // `compare FILE --reference v3` and --against change the reference; the copy belongs to the measured reference.
  test('a copy of another version is not a false finding', () => {
    const statistics = compare([
      armOf('v3', ramp(2e6, 12)),
      armOf('baseline', ramp(20e6, 12)),
      armOf(copyArm, ramp(20e6, 12)),
    ]);
    expect(statistics.calibration?.significant ?? 0).toBe(0);
  });

  test('the verdicts on the other arms do not depend on the calibration', () => {
    const [reference, other] = [armOf('baseline', ramp(20e6, 12)), armOf('v3', ramp(2e6, 12))];
    const without = compare([reference, other]).rows[0]?.arms[1];
    const beside = compare([reference, other, armOf(copyArm, ramp(20e6, 12))]);
    expect(beside.rows[0]?.arms[1]).toEqual(without);
    expect(beside.calibration?.tests).toBe(2);
  });
});
