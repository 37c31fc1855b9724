// Trials without a value: what they count as evidence of, and that a version never gains by losing trials.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { exitCodeOfComparison } from '../../src/bench/comparison/judge.js';
import { parseGate } from '../../src/config/gate.js';
import type { ArmRow, ComparisonDocument } from '../../src/documents/comparison.js';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import { closedLoopNs } from '../../src/workloads/metric.js';
import { armOf, cellOf, compare, metricOf, ramp, trialWith, unmap, withTrial } from '../support/comparisons.js';
import { blobUnmap } from '../support/documents.js';

const gate = parseGate('unmap.latency.p50 > +10%', blobUnmap.metrics);

/** Twelve rounds; the trials of the rounds `overloaded` are overloaded, so their figures only show the queue. */
function inRounds(label: string, values: readonly number[], overloaded: readonly number[] = []): ArmTrials {
  const trials = values.map((p50, round) => {
    const isOverloaded = overloaded.includes(round);
    const metrics = { 'unmap.latency': isOverloaded ? p50 * 90 : p50, 'bql.wait': p50 };
    return trialWith(label, metrics, { round, seed: 1000 + round, arm: label, overloaded: isOverloaded });
  });
  return { arm: { label, version: label }, trials };
}

const fast = ramp(10e6, 12, 1000);
const slow = ramp(30e6, 12, 1000);
const gated = (...arms: ArmTrials[]) => compare(arms, { gates: [gate] });
const exitCodeOf = (statistics: ReturnType<typeof compare>) =>
  exitCodeOfComparison(
    statistics as ComparisonDocument,
    { relativeThreshold: 0.05, gates: [], strict: false },
    { interrupted: false },
  );

describe('an overloaded trial', () => {
  test('of the reference removes its round, and the regression still fails its gate', () => {
    const statistics = gated(inRounds('baseline', fast, [4]), inRounds('v3', slow));
    expect(statistics.arms).toMatchObject([
      { trials: 12, passed: 12, used: 11, overloadedTrials: 1, rejected: false },
      { trials: 12, passed: 12, used: 11, overloadedTrials: 0, rejected: false },
    ]);
    const cell = cellOf(statistics, 'v3');
    expect(cell).toMatchObject({ n: 11, verdict: 'slower' });
    expect(cell).not.toHaveProperty('rankedWorst');
    // Without the fifth value, the sixth of eleven is the seventh of twelve.
    expect(cell.median).toBe(30e6 + 6000);
    expect(cellOf(statistics, 'baseline')).toMatchObject({ n: 11, median: 10e6 + 6000 });
    expect(statistics.gates).toMatchObject([{ label: 'v3', outcome: 'failed' }]);
    expect(exitCodeOf(statistics)).toBe(3);
  });

  test('of the candidate alone ranks worse than all measured trials', () => {
    const statistics = gated(inRounds('baseline', fast), inRounds('v3', slow, [3]));
    expect(cellOf(statistics, 'v3')).toMatchObject({ n: 11, rankedWorst: 1, verdict: 'slower' });
    // 2 / C(24, 12): the overloaded trial takes part in the test.
    expect(cellOf(statistics, 'v3').p).toBeCloseTo(2 / 2_704_156, 12);
    expect(statistics.gates).toMatchObject([{ outcome: 'failed' }]);
  });

  test('in the same round of both arms is not evidence', () => {
    const statistics = gated(inRounds('baseline', fast, [3]), inRounds('v3', slow, [3]));
    expect(cellOf(statistics, 'v3')).toMatchObject({ n: 11, verdict: 'slower' });
    expect(cellOf(statistics, 'v3')).not.toHaveProperty('rankedWorst');
  });

  test('counts if the other rounds show no improvement', () => {
    // Ten of twelve rounds are equal to the last ns.
    const cell = cellOf(compare([inRounds('baseline', fast), inRounds('v3', fast, [3, 7])]), 'v3');
    expect(cell).toMatchObject({ n: 10, rankedWorst: 2 });
    expect(cell.p).toBeGreaterThan(0.05);
    expect(cell.shift).toBeGreaterThan(0);
  });

  test('is not evidence if the reference was overloaded as often in other rounds', () => {
    const disturbed = compare([inRounds('baseline', fast, [1]), inRounds('v3', fast, [3])]);
    expect(cellOf(disturbed, 'v3')).toMatchObject({ n: 10, verdict: 'same' });
    expect(cellOf(disturbed, 'v3')).not.toHaveProperty('rankedWorst');
    const more = compare([inRounds('baseline', fast, [1]), inRounds('v3', fast, [3, 7])]);
    expect(cellOf(more, 'v3')).toMatchObject({ n: 9, rankedWorst: 1 });
  });

  test('does not hide an improvement that the other rounds show', () => {
    // The host paused during one trial. If that trial counted, the family of 34 tests could no longer be passed.
    const candidate = inRounds('v3', ramp(2e6, 8, 1000), [4]);
    const cell = cellOf(gated(inRounds('baseline', fast.slice(0, 8)), candidate), 'v3');
    expect(cell).toMatchObject({ n: 7, verdict: 'faster' });
    // 2 / C(14, 7): the round is left out of both arms.
    expect(cell.p).toBeCloseTo(2 / 3432, 12);
    expect(cell).not.toHaveProperty('rankedWorst');
  });

  test('leaves too few of six trials, unless the overload counts as evidence', () => {
    const reference = inRounds('baseline', fast.slice(0, 6));
    const better = cellOf(compare([reference, inRounds('v3', ramp(2e6, 6), [4])]), 'v3');
    expect(better).toMatchObject({ n: 5, untested: 'too-few-trials' });
    const worse = cellOf(compare([reference, inRounds('v3', ramp(30e6, 6), [4])]), 'v3');
    expect(worse).toMatchObject({ n: 5, rankedWorst: 1, verdict: 'slower' });
  });

  test('is no evidence for a metric that is not a request time: its round is left out of both arms', () => {
    const metrics = [unmap, metricOf('bql.wait', 'detail')];
    const gates = [parseGate('bql.wait.p50 > +10%', blobUnmap.metrics)];
    const statistics = compare([inRounds('baseline', fast), inRounds('v3', slow, [0])], { metrics, gates });
    const cell = cellOf(statistics, 'v3', 'p50', 'bql.wait');
    expect(cell).toMatchObject({ n: 11, verdict: 'slower' });
    // 2 / C(22, 11): the reference has eleven trials as well.
    expect(cell.p).toBeCloseTo(2 / 705_432, 12);
  });
});

test('equal code on a host that overloads every tenth trial is not called different too often', () => {
  const random = xoroshiro128plus(7);
  const draw = () => uniformFloat64(random);
  const rounds = ramp(0, 12);
  const arm = (label: string) =>
    inRounds(
      label,
      rounds.map(() => 10e6 + 1e6 * draw()),
      rounds.filter(() => draw() < 0.1),
    );
  const verdicts = ramp(0, 1000).map(() => {
    const thresholds = { relativeThreshold: 0, absoluteThresholdNs: 0 };
    return cellOf(compare([arm('baseline'), arm('v3')], thresholds), 'v3').verdict;
  });
  const different = verdicts.filter((verdict) => verdict === 'slower' || verdict === 'faster').length;
  // 5 % plus two standard errors.
  expect(different).toBeLessThan(64);
  expect(different).toBeGreaterThan(20);
}, 120_000);

describe('an arm with many overloaded trials', () => {
  const rounds = (n: number) => ramp(0, n);

  test.each([
    [2, false],
    [3, true],
  ])('%i of 12: rejected %s', (n, rejected) => {
    const statistics = compare([inRounds('baseline', fast), inRounds('v3', fast, rounds(n))]);
    expect(statistics.arms[1]?.rejected).toBe(rejected);
    expect(statistics.method.overloadLimit).toBe(0.25);
  });

  test('is slower than a reference without overloaded trials', () => {
    const statistics = gated(inRounds('baseline', fast), inRounds('v3', fast, rounds(12)));
    const cell = cellOf(statistics, 'v3');
    expect(cell).toMatchObject({ n: 0, rankedWorst: 12, verdict: 'slower' });
    for (const absent of ['median', 'shift', 'ratio', 'untested']) expect(cell).not.toHaveProperty(absent);
    expect(statistics.arms[1]).toMatchObject({ rejected: true, used: 0 });
    expect(statistics.gates).toMatchObject([{ outcome: 'failed' }]);
    expect(exitCodeOf(statistics)).toBe(3);
    expect(JSON.stringify(statistics)).not.toContain('null');
  });

  test('gets no other verdict', () => {
    const statistics = gated(inRounds('baseline', fast), inRounds('v3', ramp(1e6, 12), rounds(4)));
    // Its figures are those of the remaining rounds.
    expect(cellOf(statistics, 'v3')).toMatchObject({ n: 8, median: 1e6 + 7.5, untested: 'rejected' });
    for (const absent of ['verdict', 'p', 'shift']) expect(cellOf(statistics, 'v3')).not.toHaveProperty(absent);
    expect(statistics.gates).toMatchObject([{ outcome: 'undecided', untested: 'rejected' }]);
  });

  test('as the reference prevents all verdicts', () => {
    const statistics = gated(inRounds('baseline', fast, rounds(3)), inRounds('v3', slow));
    expect(cellOf(statistics, 'v3')).toMatchObject({ untested: 'reference-rejected' });
    expect(statistics.method.familySize).toBe(0);
  });
});

test('a stall, a crash or a violation in one trial rejects its arm, however many passed', () => {
  for (const status of ['stalled', 'crashed', 'gp-violation'] as const) {
    const statistics = compare([armOf('baseline', fast), withTrial(armOf('v3', slow), { status })]);
    expect(statistics.arms[1]).toMatchObject({ rejected: true });
    expect(cellOf(statistics, 'v3').untested).toBe('rejected');
  }
});

describe('a trial with too few samples for a quantile', () => {
  /** p99 exists only for the fastest trials: the others have fewer than 100 samples. */
  const partly = (label: string, values: readonly number[], metric: string, without: number): ArmTrials => ({
    arm: { label, version: label },
    trials: values.map((value, i) =>
      trialWith(label, {
        [metric]: i < values.length - without ? { n: 120, p50: value, p99: value } : { n: 90, p50: value },
      }),
    ),
  });
  const compared = (spec: MetricSpec, without: number, values: readonly number[] = fast): ArmRow =>
    cellOf(
      compare([partly('baseline', fast, spec.name, 0), partly('v3', values, spec.name, without)], { metrics: [spec] }),
      'v3',
      'p99',
      spec.name,
    );

  test('prevents a verdict, and is counted', () => {
    const cell = compared(unmap, 3, ramp(1e6, 12));
    expect(cell).toMatchObject({ n: 9, missing: 3, untested: 'missing-values' });
    for (const absent of ['p', 'verdict', 'shift']) expect(cell).not.toHaveProperty(absent);
  });

  test('of the reference prevents a verdict too', () => {
    const arms = [partly('baseline', fast, 'unmap.latency', 2), partly('v3', slow, 'unmap.latency', 1)];
    const gates = [
      parseGate('unmap.latency.p99 > +10%', blobUnmap.metrics),
      parseGate('unmap.latency.p99 > 1ms', blobUnmap.metrics),
    ];
    const statistics = compare(arms, { gates });
    expect(cellOf(statistics, 'v3', 'p99')).toMatchObject({
      untested: 'missing-values',
      missing: 1,
      referenceMissing: 2,
    });
    expect(statistics.gates).toMatchObject([
      { outcome: 'undecided', untested: 'missing-values', missing: 3 },
      { outcome: 'undecided', untested: 'missing-values', missing: 3 },
    ]);
  });

  test('ranks worst if fewer samples mean longer ones', () => {
    const loop = closedLoopNs('drain.latency', 'drain', 'headline');
    // Nine of twelve trials are faster by 90 %; the three slow trials lack a p99, and must not make the arm "faster".
    const cell = compared(loop, 3, [...ramp(1e6, 9, 1000), ...ramp(500e6, 3)]);
    expect(cell).toMatchObject({ n: 9, rankedWorst: 3 });
    // U of 12 and 12 values, three of which are above all others: 36 of 144.
    expect(cell.p).toBeCloseTo(0.0387, 3);
    expect(cell.interval).toMatchObject({ low: 1e6 + 2000 });
    expect(cell.interval).not.toHaveProperty('high');
    expect(compared(loop, 7).median).toBeUndefined();
  });

  test('in every trial means no samples', () => {
    expect(compared(unmap, 12)).toMatchObject({ n: 0, untested: 'no-samples' });
    expect(compared(closedLoopNs('drain.latency', 'drain', 'headline'), 12)).toMatchObject({ untested: 'no-samples' });
  });
});

test('a gate on a metric that the comparison does not have is undecided, not omitted', () => {
  const gates = [parseGate('callback.gp1.p50 > +10%', blobUnmap.metrics)];
  expect(compare([armOf('baseline', fast), armOf('v3', slow)], { gates }).gates).toEqual([
    { gate: 'callback.gp1.p50 > +10%', label: 'v3', kind: 'ratio', outcome: 'undecided', untested: 'no-samples' },
  ]);
});
