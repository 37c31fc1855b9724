// Converts the trace of a real QEMU into a recording: one pass to find the threads and locks, one pass to write.
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { exitCode, UsageError, UserError } from '../../base/errors.js';
import type { ImportReport, QemuFormat } from '../../documents/import-report.js';
import { checkWritable, isSameFile } from '../../files/atomic-file.js';
import { RecordingWriter } from '../recording-writer.js';
import { InputFile, unusable } from './input-file.js';
import { LogParser } from './log-parser.js';
import { writeRecording } from './output-file.js';
import type { ParserCounts, QemuEvent, TraceParser } from './qemu-event.js';
import { importReport } from './report.js';
import { SimpleParser } from './simple-parser.js';
import { Survey } from './survey.js';
import { Timeline } from './timeline.js';

/** Turns true when the user wants no more. */
interface StopRequest {
  readonly requested: boolean;
}

/** The default output: in the current folder, named after the trace. */
export const defaultOutput = (input: string) => `${basename(input)}.rcutrace`;

/**
 * Reads `input` twice and writes `output`, whole or not at all, in constant memory.
 * @throws UserError for a file that is neither of QEMU's formats, or that cannot be read or written.
 */
export async function importTrace(input: string, output: string, stop: StopRequest): Promise<ImportReport> {
  const file = InputFile.open(input);
  try {
    const format = file.format();
    checkOutput(input, output);
    const survey = new Survey();
    const counts = await readAll(file, format, (event) => survey.take(event), stop);
    if (survey.events === 0) throw noEvents(file, format, counts);
    const timeline = await writeRecording(output, (put) => write({ file, format, survey, counts, put, stop }));
    return importReport({ input, output, format, survey, counts, timeline });
  } finally {
    file.close();
  }
}

function checkOutput(input: string, output: string): void {
  if (isSameFile(input, output))
    throw new UsageError(`'${output}' is the trace itself`, 'Name another file with --output.');
  checkWritable('recording', output);
}

async function readAll(
  file: InputFile,
  format: QemuFormat,
  sink: (event: QemuEvent) => void,
  stop: StopRequest,
): Promise<ParserCounts> {
  const parser: TraceParser = format === 'qemu-log' ? new LogParser(sink) : new SimpleParser(sink);
  for (const piece of file.pieces()) {
    parser.push(piece);
    // Lets a signal in.
    await setImmediate();
    if (stop.requested) throw new UserError('interrupted: nothing was written', { exitCode: exitCode.interrupted });
  }
  parser.end();
  return parser.counts;
}

interface Writing {
  readonly file: InputFile;
  readonly format: QemuFormat;
  readonly survey: Survey;
  readonly counts: ParserCounts;
  readonly put: (piece: Buffer) => void;
  readonly stop: StopRequest;
}

async function write({ file, format, survey, counts, put, stop }: Writing): Promise<Timeline> {
  const writer = new RecordingWriter(put);
  writer.fileHeader();
  writer.meta({
    title: basename(file.name),
    source: format,
    events: counts.events,
    skipped_lines: counts.skippedLines,
    dropped_events: counts.droppedEvents,
  });
  const timeline = new Timeline(survey, writer);
  await readAll(file, format, (event) => timeline.take(event), stop);
  timeline.end();
  writer.end();
  return timeline;
}

function noEvents({ name }: InputFile, format: QemuFormat, counts: ParserCounts): UserError {
  if (format === 'qemu-simple')
    return counts.damagedAt === undefined
      ? unusable(name, 'has no events in it', 'Name some to QEMU, as in: -trace "flatview*" -trace "virtio_gpu_cmd*"')
      : unusable(name, `is damaged at byte ${counts.damagedAt}, before its first event`);
  // In any file some lines look like events.
  if (2 * counts.untimedLines > counts.skippedLines)
    return unusable(
      name,
      'has trace events, but none with a time',
      'Give QEMU the option -msg timestamp=on and trace again.',
    );
  return unusable(
    name,
    "is no trace of QEMU's log or simple backend",
    'Trace with, for example: -msg timestamp=on -trace "flatview*" -trace "virtio_gpu_cmd*" -D qemu.log',
  );
}
