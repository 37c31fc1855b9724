// Exports recordings as trace files, through the native serializers.
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { UserError } from '../base/errors.js';
import { traceKindOf } from '../config/trace-file.js';
import type { ExportReport, TraceFormat } from '../documents/trace-reports.js';
import { type ExportPart, recordings } from '../engine/engine.js';
import { cannotWrite, checkWritable, isSameFile, writeAtomicallyAsync } from '../files/atomic-file.js';
import { checkOpened, withErrno } from './recording.js';

export type { ExportPart };

interface ExportRequest {
  parts: readonly ExportPart[];
  format: TraceFormat;
  gzip: boolean;
  output: string;
}

/** The whole recording. */
export const wholeRecording = (recording: string): ExportPart => ({
  recording,
  fromNs: 0,
  toNs: Number.POSITIVE_INFINITY,
  atNs: 0,
  process: '',
  pid: 0,
  categories: [],
});

/**
 * @returns what the output's name says that it is to be
 * @throws UserError where an export of these recordings cannot be written to this place, or must not.
 */
export function checkOutput(files: readonly string[], output: string): { format: TraceFormat; gzip: boolean } {
  const { format, gzip } = traceKindOf(output);
  if (format === 'recording') throw new UserError(`'${output}' would be a recording, not an export`);
  if (files.some((file) => isSameFile(file, output))) throw new UserError(`'${output}' is the recording itself`);
  checkWritable('trace', output);
  return { format, gzip };
}

/** Writes the file whole or not at all. @throws UserError for what cannot be read or written. */
export async function exportTrace({ parts, format, gzip, output }: ExportRequest): Promise<ExportReport> {
  return writeAtomicallyAsync(output, async (temporary) => {
    if (!gzip) return exportPlain(parts, format, temporary, output);
    const plain = `${temporary}.plain`;
    try {
      const report = await exportPlain(parts, format, plain, output);
      await compress(plain, temporary, output);
      return report;
    } finally {
      rmSync(plain, { force: true });
    }
  });
}

async function exportPlain(
  parts: readonly ExportPart[],
  format: TraceFormat,
  path: string,
  output: string,
): Promise<ExportReport> {
  const { part, writeErrno, writeReason, slices, marks, counters, arrows, threads, recorded, dropped, ...opened } =
    await recordings.export({ parts, format, path });
  checkOpened(parts[part]?.recording ?? '', opened);
  if (writeErrno !== 0) throw cannotWrite('trace', output, withErrno(writeReason, writeErrno));
  return { slices, marks, counters, arrows, threads, recorded, dropped };
}

async function compress(from: string, to: string, output: string): Promise<void> {
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: 1 << 20 }),
      createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 1 << 18 }),
      createWriteStream(to),
    );
  } catch (error) {
    throw cannotWrite('trace', output, error);
  }
}
