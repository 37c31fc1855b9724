// `trace export`: what was asked for, settled and carried out.
import { checkWritable } from '../files/atomic-file.js';
import { UserError } from '../model/errors.js';
import type { Window } from '../model/parse-trace-flags.js';
import { type TraceFormat, traceKindOf } from '../model/trace-file.js';
import { checkNotOwn, type ExportReport, exportTrace, wholeRecording } from './export.js';
import { inspectRecording } from './recording.js';
import { summarizeRecording } from './summary.js';

export interface ExportWishes {
  /** Absent: by the output's name. */
  format?: TraceFormat;
  gzip: boolean;
  window: Window;
  /** Empty: all. */
  categories: readonly string[];
  /** Absent: the recording's name with another ending. */
  output?: string;
}

export interface Exported extends ExportReport {
  file: string;
  output: string;
  format: TraceFormat;
  gzip: boolean;
  /** Of the whole recording. */
  spanNs: number;
  /** What is wrong with the recording although it could be read. */
  damage?: string;
}

const endings: Record<TraceFormat, string> = { chrome: '.json', perfetto: '.pftrace' };

export async function exportRecording(file: string, wishes: ExportWishes): Promise<Exported> {
  const { format, gzip, output } = settle(file, wishes);
  const { window, categories } = wishes;
  const { damage, spanNs } = await inspectRecording(file);
  if (categories.length > 0) await checkCategories(file, categories);
  checkNotOwn([file], output);
  checkWritable('trace', output);
  const report = await exportTrace({
    parts: [{ ...wholeRecording(file), ...window, categories }],
    format,
    gzip,
    output,
  });
  return { file, output, format, gzip, spanNs, ...report, ...(damage !== undefined && { damage }) };
}

/** A typed format wins over what the name says. */
function settle(file: string, wishes: ExportWishes): { format: TraceFormat; gzip: boolean; output: string } {
  const named = wishes.output === undefined ? undefined : traceKindOf(wishes.output);
  if (named?.format === 'recording') throw new UserError(`'${wishes.output}' would be a recording, not an export`);
  const format = wishes.format ?? named?.format ?? 'chrome';
  const gzip = wishes.gzip || (named?.gzip ?? false);
  const stem = file.replace(/\.rcutrace$/, '');
  return { format, gzip, output: wishes.output ?? `${stem}${endings[format]}${gzip ? '.gz' : ''}` };
}

/** Some of them must be there: before an older file gives way to an empty one. */
async function checkCategories(file: string, categories: readonly string[]): Promise<void> {
  const { slices, marks } = await summarizeRecording(file);
  const known = [...new Set([...slices, ...marks].map(({ category }) => category)), 'counter'].sort();
  if (categories.some((category) => known.includes(category))) return;
  throw new UserError(`nothing in '${file}' is of category '${categories[0]}'`, {
    suggestions: [`Categories in it: ${known.join(', ')}.`],
  });
}
