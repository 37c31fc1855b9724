import { describe, expect, test } from 'vitest';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import { clopperPearson } from '../../src/stats/binomial.js';
import { blockPs, rateInterval } from '../../src/stats/calibration.js';
import { armOf, compare, metricOf, ramp, trialWith } from '../support/comparisons.js';

const copyArm = { label: 'baseline (A/A)', version: 'baseline', calibration: true } as const;
/** A value a round, from round 0 on. */
const inRounds = (values: readonly number[]) => values.map((value, round) => ({ round, value }));
const calibrated = (reference: ArmTrials, copy: readonly number[], ...others: ArmTrials[]) =>
  compare([reference, ...others, armOf(copyArm, copy)]).calibration;

describe('blocks', () => {
  const low = ramp(1, 6);
  const high = ramp(100, 6);

  test('are disjoint, of consecutive trials, and what is left over is not used', () => {
    const ps = blockPs(inRounds([...low, ...high, ...low, 5]), inRounds([...high, ...high, ...low, 5, 6]));
    expect(ps).toHaveLength(3);
    expect(ps[0]).toBeCloseTo(2 / 924, 12);
    expect(ps.slice(1)).toEqual([1, 1]);
  });

  test('are as many as both have', () => {
    expect(blockPs(inRounds(ramp(1, 5)), inRounds(ramp(1, 60)))).toEqual([]);
    expect(blockPs(inRounds(ramp(1, 60)), inRounds(ramp(1, 11)))).toHaveLength(1);
    expect(blockPs(inRounds(ramp(1, 24)), inRounds(ramp(1, 24)), 8)).toHaveLength(3);
  });
});

describe('calibrate', () => {
  test('counts the tests and the differences that are none', () => {
    const reference = armOf('baseline', [...ramp(1e6, 6), ...ramp(2e6, 6), ...ramp(3e6, 6)]);
    const found = calibrated(reference, [...ramp(1e6, 6), ...ramp(1e6, 6), ...ramp(3e6, 6)]);
    expect(found).toMatchObject({ label: 'baseline (A/A)', tests: 3, significant: 1 });
    // Clopper and Pearson, 1 of 3.
    expect(found?.rateInterval.low).toBeCloseTo(0.0084, 4);
    expect(found?.rateInterval.high).toBeCloseTo(0.9057, 4);
  });

  test("the level is the family's, however often was looked", () => {
    // 2 / C(12, 6) = 0.0022 is below 5 %, and above the 0.16 % of the fifth look.
    const reference = armOf('baseline', [...ramp(1e6, 6), ...ramp(2e6, 6)]);
    const copy = armOf(copyArm, [...ramp(1e6, 6), ...ramp(1e6, 6)]);
    expect(compare([reference, copy], { looks: 5 }).calibration).toMatchObject({ tests: 2, significant: 1 });
  });

  // Twelve metrics of the same trials: one unlucky block is unlucky in all of them.
  test('blocks are the units of the interval, however many metrics hang together', () => {
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
    // Clopper and Pearson, 1 of 4; of 12 in 48 it would be 0.136 to 0.396.
    expect(calibration?.rateInterval.low).toBeCloseTo(0.0063, 4);
    expect(calibration?.rateInterval.high).toBeCloseTo(0.8059, 4);
  });

  test('a rate that is no whole number of blocks is rounded outwards', () => {
    // Clopper and Pearson, 0 of 4 from below and 1 of 4 from above.
    expect(rateInterval(0.1, 4)).toEqual({ low: 0, high: rateInterval(0.25, 4).high });
    expect(rateInterval(0.5, 4)).toEqual(clopperPearson(2, 4));
  });

  test('equal code that never differs has no differences', () => {
    expect(calibrated(armOf('baseline', ramp(1e6, 12)), ramp(1e6, 12))).toMatchObject({
      tests: 2,
      significant: 0,
      noise: [{ metric: 'unmap.latency', quantile: 'p50', unit: 'ns', shift: 0 }],
    });
  });

  test('the floor is the end of the interval that lies farther from nothing', () => {
    const noise = calibrated(armOf('baseline', Array(6).fill(1e6)), ramp(1e6 - 300, 6, 100))?.noise[0];
    expect(noise).toMatchObject({ shift: -50, floor: 300 });
  });

  test('is of p50 and p99 of the headline metrics', () => {
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

  // The machine became slower after six rounds, in which the reference had too few samples: that is no difference of code.
  test('a block is of the same rounds in both, also where a trial has no such quantile', () => {
    const values = [...ramp(1e6, 6), ...ramp(2e6, 6)];
    const trials = values.map((p50, round) => trialWith('baseline', { 'unmap.latency': p50 }, { round }));
    const without = trials.map((trial, i) => (i < 6 ? { ...trial, metrics: {} } : trial));
    const arms = [
      { arm: { label: 'baseline', version: 'baseline' }, trials: without },
      { arm: copyArm, trials },
    ];
    expect(compare(arms).calibration).toMatchObject({ tests: 1, significant: 0 });
  });

  // As by `compare FILE --reference v3`, or with a --baseline: the copy is of what was the reference while it was measured.
  test('a copy of another version is no false finding', () => {
    const statistics = compare([
      armOf('v3', ramp(2e6, 12)),
      armOf('baseline', ramp(20e6, 12)),
      armOf(copyArm, ramp(20e6, 12)),
    ]);
    expect(statistics.calibration?.significant ?? 0).toBe(0);
  });

  test('the verdicts on the others do not depend on it', () => {
    const [reference, other] = [armOf('baseline', ramp(20e6, 12)), armOf('v3', ramp(2e6, 12))];
    const without = compare([reference, other]).rows[0]?.arms[1];
    const beside = compare([reference, other, armOf(copyArm, ramp(20e6, 12))]);
    expect(beside.rows[0]?.arms[1]).toEqual(without);
    expect(beside.calibration?.tests).toBe(2);
  });
});
