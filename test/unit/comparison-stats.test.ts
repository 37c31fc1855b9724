// Which arms, trials and quantiles are compared.
import { describe, expect, test } from 'vitest';
import { parseGate } from '../../src/config/gate.js';
import type { TrialResult, TrialStatus } from '../../src/documents/result.js';
import { armOf, cellOf, compare, metricOf, ramp, rowOf, trialWith, unmap, withTrial } from '../support/comparisons.js';
import { blobUnmap } from '../support/documents.js';

const a = armOf('baseline', ramp(20e6, 8));
const b = armOf('v3', ramp(2e6, 8));

describe('a row', () => {
  test('has the figures of every arm and its difference from the reference', () => {
    const row = rowOf(compare([armOf('baseline', ramp(20e6, 6, 1e6)), armOf('v3', ramp(2e6, 6))]));
    expect(row).toMatchObject({ metric: 'unmap.latency', quantile: 'p50', unit: 'ns', role: 'headline', tested: true });
    const [reference, other] = row.arms;
    expect(reference).toEqual({
      label: 'baseline',
      n: 6,
      median: 22.5e6,
      interval: { low: 20e6, high: 25e6 },
      untested: 'reference',
    });
    // 2 / C(12, 6): all values of one arm are below all values of the other.
    expect(other).toMatchObject({ label: 'v3', n: 6, median: 2e6 + 2.5, verdict: 'faster', shift: -20.5e6 + 2.5 });
    expect(other?.p).toBeCloseTo(2 / 924, 12);
    expect(other?.ratio).toBeCloseTo(2 / 22.5, 3);
    expect(other).not.toHaveProperty('untested');
  });

  test.each([5, 1])('%i trials give figures, no p and no verdict', (n) => {
    const cell = cellOf(compare([a, armOf('v3', ramp(2e6, n))]), 'v3');
    expect(cell).toMatchObject({ n, median: 2e6 + (n - 1) / 2, untested: 'too-few-trials' });
    expect(cell.shift).toBeLessThan(-17e6);
    for (const absent of ['p', 'adjustedP', 'verdict']) expect(cell).not.toHaveProperty(absent);
    const few = cellOf(compare([armOf('baseline', ramp(20e6, n)), b]), 'v3');
    expect(few).toMatchObject({ n: 8, untested: 'too-few-trials' });
    expect(few).not.toHaveProperty('p');
  });

  test('a value that no trial has is absent, never 0', () => {
    const withTail = ramp(20e6, 8).map((value) =>
      trialWith('baseline', { 'unmap.latency': { p50: value, p99: value } }),
    );
    const statistics = compare([{ arm: a.arm, trials: withTail }, b]);
    expect(cellOf(statistics, 'v3', 'p99')).toEqual({ label: 'v3', n: 0, untested: 'no-samples' });
    expect(cellOf(statistics, 'baseline', 'p99')).toMatchObject({ n: 8, untested: 'reference' });
    expect(statistics.rows.map(({ quantile }) => quantile)).toEqual(['p50', 'p99']);
    expect(statistics.method.familySize).toBe(1);
    const noReference = compare([b, { arm: a.arm, trials: withTail }]);
    expect(cellOf(noReference, 'baseline', 'p99')).toMatchObject({ n: 8, untested: 'no-samples' });
    expect(cellOf(noReference, 'baseline', 'p99')).not.toHaveProperty('shift');
  });

  test('counts the trials whose quantile is defined', () => {
    const trials = ramp(2e6, 8).map((value, i) =>
      trialWith('v3', { 'unmap.latency': i < 6 ? { p50: value, max: value } : { p50: value } }),
    );
    const statistics = compare([a, { arm: b.arm, trials }]);
    expect([cellOf(statistics, 'v3').n, cellOf(statistics, 'v3', 'max').n]).toEqual([8, 6]);
  });
});

describe('the family', () => {
  const names = ['unmap.latency', 'unmap.guest', 'bql.wait', 'floor.bql'];
  const metrics = [
    metricOf('unmap.latency'),
    unmap,
    metricOf('bql.wait', 'detail'),
    metricOf('floor.bql', 'floor'),
  ].map((spec, i) => ({ ...spec, name: names[i] ?? '' }));
  const full = (version: string, first: number, n = 8) => ({
    arm: { label: version, version },
    trials: ramp(first, n).map((v) => {
      const quantiles = { p50: v, p90: v, p99: v, p99_9: v, max: v };
      return trialWith(version, Object.fromEntries(names.map((name) => [name, quantiles])));
    }),
  });
  const arms = [full('baseline', 20e6), full('v1', 2e6), full('v3', 1e6)];
  const testedOf = (statistics: ReturnType<typeof compare>) =>
    statistics.rows.filter(({ tested }) => tested).map(({ metric, quantile }) => `${metric} ${quantile}`);

  test('consists of p50 and p99 of the headline metrics for every version', () => {
    const statistics = compare(arms, { metrics });
    expect(statistics.method.familySize).toBe(8);
    expect(testedOf(statistics)).toEqual([
      'unmap.latency p50',
      'unmap.latency p99',
      'unmap.guest p50',
      'unmap.guest p99',
    ]);
    expect(statistics.rows).toHaveLength(20);
    const detail = cellOf(statistics, 'v3', 'p50', 'bql.wait');
    expect(detail).toMatchObject({ untested: 'not-in-family', median: 1e6 + 3.5, shift: -19e6 });
    for (const absent of ['p', 'adjustedP', 'verdict']) expect(detail).not.toHaveProperty(absent);
  });

  test('determines the adjustment of p', () => {
    const cell = cellOf(compare(arms, { metrics }), 'v3');
    // 2 / C(16, 8), the smallest of eight equal p values.
    expect(cell.p).toBeCloseTo(2 / 12_870, 12);
    expect(cell.adjustedP).toBeCloseTo(16 / 12_870, 12);
  });

  test('a gate adds its row', () => {
    const gates = ['bql.wait.p90 > +10%', 'unmap.latency.p50 > +10%'].map((text) => parseGate(text, blobUnmap.metrics));
    const statistics = compare(arms, { metrics, gates });
    expect(statistics.method.familySize).toBe(10);
    expect(testedOf(statistics)).toContain('bql.wait p90');
    expect(cellOf(statistics, 'v1', 'p90', 'bql.wait').verdict).toBe('faster');
    expect(statistics.gates.map(({ label, outcome }) => [label, outcome])).toEqual(
      ['v1', 'v3', 'v1', 'v3'].map((label) => [label, 'passed']),
    );
  });

  test('a gate without measurements is undecided', () => {
    const gates = [parseGate('callback.gp1.p50 > +10%', blobUnmap.metrics)];
    const statistics = compare(arms, { metrics: [...metrics, metricOf('callback.gp1', 'detail')], gates });
    expect(statistics.gates).toMatchObject([
      { label: 'v1', outcome: 'undecided', untested: 'no-samples' },
      { label: 'v3', outcome: 'undecided', untested: 'no-samples' },
    ]);
    expect(statistics.method.familySize).toBe(8);
  });

  test('contains neither the copy of the reference nor a failed arm', () => {
    const copy = { ...full('baseline', 20e6), arm: { label: 'A/A', version: 'baseline', calibration: true as const } };
    const failed = withTrial(full('v2', 1), { status: 'stalled' });
    const statistics = compare([...arms, copy, failed], { metrics });
    expect(statistics.method.familySize).toBe(8);
    expect(cellOf(statistics, 'A/A').untested).toBe('calibration');
    expect(cellOf(statistics, 'v2').untested).toBe('rejected');
  });
});

describe('an arm that failed', () => {
  test.each<[TrialStatus, boolean]>([
    ['stalled', false],
    ['gp-violation', false],
    ['data-race-suspect', false],
    ['crashed', false],
    ['crashed', true],
  ])('%s, overloaded %s: has no verdict, and keeps its evidence', (status, overloaded) => {
    const failed = withTrial(b, { status, overloaded, evidence: ['why'] });
    const statistics = compare([a, failed]);
    expect(statistics.arms[1]).toMatchObject({ trials: 9, used: 8, status, overloaded, rejected: true });
    expect(statistics.arms[1]?.evidence).toEqual([{ trial: 9, status, overloaded, lines: ['why'] }]);
    const cell = cellOf(statistics, 'v3');
    expect(cell).toMatchObject({ n: 8, untested: 'rejected' });
    for (const absent of ['shift', 'ratio', 'p', 'verdict']) expect(cell).not.toHaveProperty(absent);
    expect(statistics.method.familySize).toBe(0);
  });

  test('does not affect the other arms', () => {
    const statistics = compare([a, withTrial(b, { status: 'crashed' }), armOf('v2', ramp(2e6, 8))]);
    expect(cellOf(statistics, 'v2')).toMatchObject({ verdict: 'faster' });
    expect(statistics.arms.map(({ rejected }) => rejected)).toEqual([false, true, false]);
  });

  test('as the reference prevents all verdicts', () => {
    const statistics = compare([withTrial(a, { status: 'gp-violation' }), b, armOf('v2', ramp(2e6, 8))]);
    expect(rowOf(statistics).arms.map(({ untested }) => untested)).toEqual([
      'reference',
      'reference-rejected',
      'reference-rejected',
    ]);
    for (const cell of rowOf(statistics).arms) expect(cell).not.toHaveProperty('verdict');
    expect(statistics.method.familySize).toBe(0);
  });

  test('has the status of its most severe trial', () => {
    const both = withTrial(withTrial(b, { status: 'stalled' }), { status: 'gp-violation' });
    expect(compare([a, both]).arms[1]).toMatchObject({ status: 'gp-violation', used: 8, trials: 10 });
  });
});

test('an interrupted trial is only left out', () => {
  const interrupted: Partial<TrialResult> = { status: 'interrupted', evidence: ['Ctrl-C'] };
  const statistics = compare([withTrial(a, interrupted), withTrial(b, interrupted, 99e9)]);
  expect(statistics.arms).toMatchObject([
    { trials: 9, used: 8, status: 'interrupted', rejected: false, evidence: [] },
    { trials: 9, used: 8, status: 'interrupted', rejected: false, evidence: [] },
  ]);
  expect(statistics.rows).toEqual(compare([a, b]).rows);
});
