// Which unmap of a recording is meant: the slowest, the one at a percentile, or that of a resource.
import type { RecordedUnmaps } from './recording.js';

/** Indexes of the unmaps that are in the tables, fastest first. */
export function byLatency({ latencyNs, measured }: RecordedUnmaps): number[] {
  const indexes = [...latencyNs.keys()].filter((index) => measured[index] === 1);
  return indexes.sort((a, b) => (latencyNs[a] ?? 0) - (latencyNs[b] ?? 0) || a - b);
}

/**
 * The unmap below which `percentile` per cent of them lie, by nearest rank: an unmap that was really there, not a value
 * between two. Undefined where none was measured.
 * @param percentile 0 … 100; 100 is the slowest
 */
export function unmapAtPercentile(unmaps: RecordedUnmaps, percentile: number): number | undefined {
  const sorted = byLatency(unmaps);
  const rank = Math.max(1, Math.ceil((percentile * sorted.length) / 100));
  return sorted[rank - 1];
}

/** The slowest unmap of this resource, measured or not. */
export function unmapOfResource(unmaps: RecordedUnmaps, resource: number): number | undefined {
  const own = [...unmaps.resource.keys()].filter((index) => unmaps.resource[index] === resource);
  return own.sort((a, b) => (unmaps.latencyNs[b] ?? 0) - (unmaps.latencyNs[a] ?? 0))[0];
}
