// `trace explain`: chooses an unmap of a recording and attributes its latency.
import { UserError } from '../base/errors.js';
import type { Explanation } from '../documents/trace-reports.js';
import { inspectRecording, type RecordedUnmaps, readUnmaps } from './recording.js';

interface UnmapChoice {
  /** 0 … 100, by nearest rank. */
  percentile: number;
  /** Instead: the slowest of this resource. */
  resource?: number;
}

/** @throws UserError where there is no such unmap. */
export async function explainUnmap(file: string, choice: UnmapChoice): Promise<Explanation> {
  const { meta, threads, damage } = await inspectRecording(file);
  const unmaps = await readUnmaps(file);
  const index = choose(file, unmaps, choice);
  const { stories } = await readUnmaps(file, [index]);
  const story = stories[index];
  if (story === undefined) throw new UserError(`'${file}' changed while it was read`);
  const sorted = byLatency(unmaps);
  const rank = sorted.indexOf(index) + 1;
  return {
    file,
    title: meta.title ?? file,
    ...(rank > 0 && { rank }),
    unmaps: sorted.length,
    ...(damage !== undefined && { damage }),
    lost: threads.reduce((sum, { lost }) => sum + lost, 0),
    story,
  };
}

function choose(file: string, unmaps: RecordedUnmaps, { percentile, resource }: UnmapChoice): number {
  const index = resource === undefined ? unmapAtPercentile(unmaps, percentile) : unmapOfResource(unmaps, resource);
  if (index !== undefined) return index;
  const what = resource === undefined ? 'a whole unmap that was measured' : `a whole unmap of resource ${resource}`;
  throw new UserError(`there is no ${what.slice(2)} in '${file}'`, {
    suggestions: ["Its begin may have been overwritten: record with more '--trace-buffer', or '--trace-mode stream'."],
  });
}

/** Indexes of the unmaps in the tables, fastest first. */
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
