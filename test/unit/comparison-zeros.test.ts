// Zeros have no ratio, and the worse direction depends on the metric.
import { describe, expect, test } from 'vitest';
import { parseGate } from '../../src/config/gate.js';
import { contrast } from '../../src/stats/contrast.js';
import { findWorkload } from '../../src/workloads/index.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import { armOf, cellOf, compare, ramp } from '../support/comparisons.js';

const specOf = (workload: string, name: string): MetricSpec => {
  const spec = findWorkload(workload)?.metrics.find((metric) => metric.name === name);
  if (spec === undefined) throw new Error(`no metric ${name}`);
  return spec;
};

/** Two arms with these p50 of the metric, and gates on the metric, so that it is tested. */
function judged(workload: string, name: string, values: readonly (readonly number[])[], limits: readonly string[]) {
  const spec = specOf(workload, name);
  const gates = limits.map((limit) => parseGate(`${name}.p50 ${limit}`, [spec]));
  const [reference = [], other = []] = values;
  const statistics = compare([armOf('baseline', reference, name), armOf('v3', other, name)], {
    metrics: [spec],
    gates,
  });
  return {
    cell: cellOf(statistics, 'v3', 'p50', name),
    outcomes: statistics.gates.map(({ outcome }) => outcome),
    statistics,
  };
}

const zeros = Array<number>(12).fill(0);

describe('zeros', () => {
  test('0 and 0 are the same, with a ratio of 1, and pass the gate', () => {
    const { cell, outcomes } = judged('drain', 'drain.pending', [zeros, zeros], ['> +10%', '> +5', '< -10%']);
    expect(cell).toMatchObject({ verdict: 'same', ratio: 1, ratioInterval: { low: 1, high: 1 }, shift: 0 });
    expect(outcomes).toEqual(['passed', 'passed', 'passed']);
  });

  test('a single 0 changes the ratio only by its rank', () => {
    const reference = [...Array<number>(11).fill(10e6), 0];
    const { cell, outcomes } = judged(
      'blob-unmap',
      'unmap.latency',
      [reference, Array<number>(12).fill(100e6)],
      ['> +10%'],
    );
    expect(cell.ratio).toBeCloseTo(10, 9);
    expect(cell.ratioInterval?.low).toBeCloseTo(10, 9);
    expect(cell.verdict).toBe('slower');
    expect(outcomes).toEqual(['failed']);
  });

  test('a change from 0 beyond the threshold is an infinite ratio, and fails the gate', () => {
    const { cell, outcomes, statistics } = judged('blob-unmap', 'bql.wait', [zeros, ramp(20_000, 12)], ['> +10%']);
    expect(cell.verdict).toBe('slower');
    expect(cell).not.toHaveProperty('ratio');
    expect(outcomes).toEqual(['failed']);
    expect(statistics.gates[0]).not.toHaveProperty('estimate');
    expect(JSON.stringify(statistics)).not.toContain('null');
  });

  test('a change from 0 below the absolute threshold is "same"', () => {
    const { cell, outcomes } = judged('blob-unmap', 'bql.wait', [zeros, ramp(9_000, 12)], ['> +10%', '> 2x']);
    expect(cell).toMatchObject({ verdict: 'same', ratio: 1 });
    expect(outcomes).toEqual(['passed', 'passed']);
  });

  test('a change to 0 is a ratio of 0', () => {
    const { cell, outcomes } = judged('drain', 'drain.pending', [ramp(5, 12), zeros], ['> +10%', '< -50%']);
    expect(cell).toMatchObject({ ratio: 0, verdict: 'lower' });
    expect(outcomes).toEqual(['passed', 'failed']);
  });

  test('negative values have no ratio', () => {
    expect(contrast([-1, 2, 3], [1, 2, 3], 0.5)).not.toHaveProperty('ratio');
  });
});

describe('names of changes', () => {
  const [few, many] = [ramp(100, 12), ramp(300, 12)];

  test.each([
    ['read-side', 'grace_period.rate', 'faster', 'slower'],
    ['flood', 'memory.held', 'worse', 'better'],
    ['flood', 'batch.size', 'higher', 'lower'],
    ['drain', 'drain.pending', 'higher', 'lower'],
  ])('%s: a rise of %s is %s, a fall %s', (workload, name, rise, fall) => {
    expect(judged(workload, name, [few, many], ['> 1x']).cell.verdict).toBe(rise);
    expect(judged(workload, name, [many, few], ['> 1x']).cell.verdict).toBe(fall);
  });

  test('a rise of a time is slower', () => {
    const times = [few, many].map((values) => values.map((value) => value * 1e6));
    expect(judged('blob-unmap', 'bql.wait', times, ['> 1ms']).cell.verdict).toBe('slower');
  });
});
