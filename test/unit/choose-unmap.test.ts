import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byLatency, unmapAtPercentile, unmapOfResource } from '../../src/trace/explain.js';
import type { RecordedUnmaps } from '../../src/trace/recording.js';

/** Resources are 1, 2, …; a negative latency marks an unmap that does not count in the tables. */
const unmaps = (...latencies: number[]): RecordedUnmaps => ({
  resource: Float64Array.from(latencies, (_, i) => i + 1),
  atNs: Float64Array.from(latencies, (_, i) => 1000 * i),
  latencyNs: Float64Array.from(latencies, Math.abs),
  measured: Float64Array.from(latencies, (latency) => (latency < 0 ? 0 : 1)),
});

test('by latency: only measured unmaps, fastest first, equal latencies in order of time', () => {
  expect(byLatency(unmaps(30, -5, 10, 20, 10))).toEqual([2, 4, 3, 0]);
});

describe('at a percentile, by nearest rank', () => {
  const five = unmaps(50, 10, 30, 20, 40); // sorted: indexes 1, 3, 2, 4, 0

  test.each([
    [0, 1],
    [20, 1],
    [20.1, 3],
    [40, 3],
    [50, 2],
    [60, 2],
    [99, 0],
    [100, 0],
  ])('p%d has index %d', (percentile, index) => {
    expect(unmapAtPercentile(five, percentile)).toBe(index);
  });

  test('without a measured unmap there is no result', () => {
    expect(unmapAtPercentile(unmaps(), 50)).toBeUndefined();
    expect(unmapAtPercentile(unmaps(-10, -20), 50)).toBeUndefined();
    expect(unmapAtPercentile(unmaps(-10), 100)).toBeUndefined();
  });

  test('the slowest is the slowest measured unmap', () => {
    expect(unmapAtPercentile(unmaps(10, 30, -99, 20), 100)).toBe(1);
  });

  test('whole percentiles of 100 unmaps equal their ranks', () => {
    const hundred = unmaps(...Array.from({ length: 100 }, (_, i) => i + 1));
    const ranks = Array.from({ length: 100 }, (_, i) => (unmapAtPercentile(hundred, i + 1) ?? Number.NaN) + 1);
    expect(ranks).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('at least that share is at or below the percentile, and with one rank less it is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 1000 }), (n, tenths) => {
        const all = unmaps(...Array.from({ length: n }, (_, i) => i + 1));
        const rank = (unmapAtPercentile(all, tenths / 10) ?? Number.NaN) + 1;
        // In integers, to be exact: rank / n >= tenths / 1000.
        expect(rank * 1000).toBeGreaterThanOrEqual(tenths * n);
        expect((rank - 1) * 1000).toBeLessThan(tenths * n);
      }),
    );
  });
});

test('of a resource: its slowest unmap, measured or not', () => {
  const again = { ...unmaps(10, -30, 20), resource: Float64Array.from([5, 5, 6]) };
  expect(unmapOfResource(again, 5)).toBe(1);
  expect(unmapOfResource(again, 6)).toBe(2);
  expect(unmapOfResource(again, 7)).toBeUndefined();
});
