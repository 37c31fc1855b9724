// The content of a recording or an exported trace as figures: the lengths of its slices and the number of its marks, by
// name.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { systemErrorText, UserError } from '../base/errors.js';
import type { TraceSummary } from '../documents/trace-reports.js';
import { recordings } from '../engine/engine.js';
import { ChromeReader } from './chrome-reader.js';
import { checkOpened } from './recording.js';
import { recordingMagic } from './recording-format.js';
import { type SummaryReader, TraceTally } from './tally.js';
import { TrackEventReader } from './track-event-reader.js';

export async function summarizeRecording(file: string): Promise<TraceSummary> {
  const { slices, marks, ...opened } = await recordings.summarize(file);
  checkOpened(file, opened);
  return { slices, marks };
}

/** Summarizes a recording, Chrome JSON or TrackEvent, gzipped or not; the first bytes decide. @throws UserError */
export async function summarizeTrace(file: string): Promise<TraceSummary> {
  try {
    const begin = await firstBytes(file);
    if (begin.toString('latin1') === recordingMagic) return await summarizeRecording(file);
    return await summarizeExported(file, begin[0] === 0x1f && begin[1] === 0x8b);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(recordingMagic.length), 0, recordingMagic.length, 0);
    if (bytesRead === 0) throw new UserError(`'${file}' is empty`);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function summarizeExported(file: string, gzipped: boolean): Promise<TraceSummary> {
  const plain = createReadStream(file, { highWaterMark: 1 << 20 });
  const unzip = createGunzip();
  if (gzipped) plain.on('error', (error) => unzip.destroy(error)).pipe(unzip);
  const tally = new TraceTally();
  let reader: SummaryReader | undefined;
  for await (const chunk of gzipped ? unzip : plain) {
    reader ??= readerFor(file, chunk as Buffer, tally);
    reader.push(chunk as Buffer);
  }
  if (reader === undefined) throw new UserError(`'${file}' is empty`);
  reader.end();
  return tally.summary();
}

function readerFor(file: string, chunk: Buffer, tally: TraceTally): SummaryReader {
  const first = String.fromCharCode(chunk[0] ?? 0);
  if (first === '{' || first === '[') return new ChromeReader(file, tally);
  if (first === '\n') return new TrackEventReader(file, tally); // field 1, a packet: the same byte
  throw new UserError(`'${file}' is neither a recording nor a trace that rcu-bench exports`, {
    suggestions: ['Known are .rcutrace, Chrome JSON and TrackEvent (.pftrace), the latter two gzipped as well.'],
  });
}
