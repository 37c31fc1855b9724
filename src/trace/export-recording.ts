// `trace export`: one recording as a trace file, with the choice of categories and of a window.
import { UserError } from '../base/errors.js';
import type { Window } from '../config/trace-config.js';
import type { Exported, TraceFormat } from '../documents/trace-reports.js';
import { checkOutput, exportTrace, wholeRecording } from './export.js';
import { inspectRecording } from './recording.js';
import { summarizeRecording } from './summary.js';

interface ExportWishes {
  /** Absent: by the output's name. */
  format?: TraceFormat;
  gzip: boolean;
  window: Window;
  /** Empty: all. */
  categories: readonly string[];
  /** Absent: the recording's name with another ending. */
  output?: string;
}

const endings: Record<TraceFormat, string> = { chrome: '.json', perfetto: '.pftrace' };

export async function exportRecording(file: string, wishes: ExportWishes): Promise<Exported> {
  const { window, categories, output = defaultOutput(file, wishes) } = wishes;
  const { damage, spanNs } = await inspectRecording(file);
  if (categories.length > 0) await checkCategories(file, categories);
  const named = checkOutput([file], output);
  // A typed format has precedence over the name.
  const format = wishes.format ?? named.format;
  const gzip = wishes.gzip || named.gzip;
  const report = await exportTrace({
    parts: [{ ...wholeRecording(file), ...window, categories }],
    format,
    gzip,
    output,
  });
  return { file, output, format, gzip, spanNs, ...report, ...(damage !== undefined && { damage }) };
}

function defaultOutput(file: string, { format = 'chrome', gzip }: ExportWishes): string {
  return `${file.replace(/\.rcutrace$/, '')}${endings[format]}${gzip ? '.gz' : ''}`;
}

/** Checks that some of the categories exist, before an older file is replaced by an empty one. */
async function checkCategories(file: string, categories: readonly string[]): Promise<void> {
  const { slices, marks } = await summarizeRecording(file);
  const known = [...new Set([...slices, ...marks].map(({ category }) => category)), 'counter'].sort();
  if (categories.some((category) => known.includes(category))) return;
  throw new UserError(`nothing in '${file}' is of category '${categories[0]}'`, {
    suggestions: [`Categories in it: ${known.join(', ')}.`],
  });
}
