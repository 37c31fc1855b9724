// `trace export`: what was asked for, settled and carried out.
import { checkWritable } from '../files/atomic-file.js';
import { UserError } from '../model/errors.js';
import type { Window } from '../model/parse-trace-flags.js';
import { type TraceFormat, traceKindOf } from '../model/trace-file.js';
import { type ExportReport, exportTrace, wholeRecording } from './export.js';
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
  const { damage, spanNs } = await inspectRecording(file);
  checkWritable('trace', output);
  const { window, categories } = wishes;
  const report = await exportTrace({
    parts: [{ ...wholeRecording(file), ...window, categories }],
    format,
    gzip,
    output,
  });
  if (report.slices + report.marks + report.counters === 0) await complainOfEmptiness(file, categories);
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

async function complainOfEmptiness(file: string, categories: readonly string[]): Promise<void> {
  const { slices, marks } = await summarizeRecording(file);
  const known = [...new Set([...slices, ...marks].map(({ category }) => category)), 'counter'].sort();
  const unknown = categories.filter((category) => !known.includes(category));
  if (unknown.length === 0) return;
  throw new UserError(`nothing in '${file}' is of category '${unknown[0]}'`, {
    suggestions: [`Categories in it: ${known.join(', ')}.`],
  });
}
