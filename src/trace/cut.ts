// Percentile exemplars: the unmap at each percentile of each recording, next to each other in one file, aligned at
// their beginnings.
import { UserError } from '../base/errors.js';
import type { Cut, Exemplar } from '../documents/trace-reports.js';
import { unmapAtPercentile } from './explain.js';
import { checkOutput, type ExportPart, exportTrace } from './export.js';
import { inspectRecording, type RecordedUnmaps, readUnmaps } from './recording.js';

interface CutWishes {
  percentiles: readonly number[];
  /** What is shown before an unmap's begin and after its end. */
  marginNs: number;
  output: string;
}

/** @throws UserError where a recording has no unmap. */
export async function cutExemplars(files: readonly string[], wishes: CutWishes): Promise<Cut> {
  const { percentiles, marginNs, output } = wishes;
  const { format, gzip } = checkOutput(files, output);
  const chosen = (await Promise.all(files.map((file) => choose(file, percentiles)))).flat();
  const parts = chosen.map(({ exemplar, atNs }, i) => partOf(exemplar, atNs, marginNs, i + 1));
  const report = await exportTrace({ parts, format, gzip, output });
  return { output, exemplars: chosen.map(({ exemplar }) => exemplar), ...report };
}

async function choose(file: string, percentiles: readonly number[]) {
  const { meta } = await inspectRecording(file);
  const unmaps = await readUnmaps(file);
  const title = meta.version ?? meta.title ?? file;
  return percentiles.map((percentile) => {
    const index = unmapAtPercentile(unmaps, percentile);
    if (index === undefined) throw new UserError(`there is no whole unmap that was measured in '${file}'`);
    return { exemplar: exemplarOf(file, title, percentile, unmaps, index), atNs: unmaps.atNs[index] ?? 0 };
  });
}

const exemplarOf = (
  file: string,
  title: string,
  percentile: number,
  { resource, latencyNs }: RecordedUnmaps,
  index: number,
): Exemplar => ({ file, title, percentile, resource: resource[index] ?? 0, latencyNs: latencyNs[index] ?? 0 });

/** Every unmap begins at the margin of the file's time line. */
function partOf(exemplar: Exemplar, atNs: number, marginNs: number, number: number): ExportPart {
  const { file, title, percentile, latencyNs } = exemplar;
  const fromNs = Math.max(0, atNs - marginNs);
  return {
    recording: file,
    fromNs,
    toNs: atNs + latencyNs + marginNs,
    atNs: marginNs - (atNs - fromNs),
    process: `${title} ${percentile === 100 ? 'max' : `p${percentile}`}: ${(latencyNs / 1e6).toFixed(3)} ms`,
    pid: number,
    categories: [],
  };
}
