import { describe, expect, test } from 'vitest';
import { meaningOf } from '../../src/workloads/meaning.js';
import { armOf, cellOf, compare, metricOf, ramp } from '../support/comparisons.js';

describe('a metric that means something else', () => {
  test.each([
    ['synchronize.latency', 'baseline', 'v3@2', true],
    ['synchronize.latency', 'legacy', 'v1@1', true],
    ['synchronize.latency', 'v3@3', 'v3', true],
    ['synchronize.latency', 'v1', 'v2@4', true],
    ['synchronize.latency', 'v3@2', 'v3@3', false],
    ['synchronize.latency', 'baseline', 'v1-sem', false],
    ['synchronize.latency', 'baseline', 'example-v4', false],
    ['synchronize.latency', 'v3', 'example-v4', true],
    ['unmap.latency', 'baseline', 'v3', true],
    ['grace_period.length', 'baseline', 'v3', true],
    ['grace_period.length', 'baseline', 'none', false],
    ['synchronize.latency', 'baseline', 'none', false],
  ])('%s of %s and %s: comparable %s', (metric, reference, version, comparable) => {
    expect(meaningOf(metric, reference) === meaningOf(metric, version)).toBe(comparable);
    const arms = [armOf(reference, ramp(20e6, 8), metric), armOf(version, ramp(2e6, 8), metric)];
    const statistics = compare(arms, { metrics: [metricOf(metric)] });
    const cell = cellOf(statistics, version, 'p50', metric);
    expect(cell.n).toBe(8);
    expect(cell.untested).toBe(comparable ? undefined : 'other-meaning');
    expect(['p', 'shift', 'ratio', 'verdict'].filter((key) => key in cell)).toHaveLength(comparable ? 4 : 0);
    expect('meaning' in cell).toBe(!comparable);
    expect(statistics.method.familySize).toBe(comparable ? 1 : 0);
  });
});
