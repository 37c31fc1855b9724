// Adds what comes from the host process to a recording that the engine has written.
import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { writeAll } from '../files/write-all.js';
import { RecordingWriter } from '../trace/recording-writer.js';
import { outlineOf } from './recording-outline.js';
import type { HostTimeline } from './timeline.js';

/** Where a part's numbers begin; the engine's own begin at 0. A part has room for 65,536 threads and 4,096 kinds. */
export interface RecordingRange {
  readonly firstThread: number;
  readonly firstKind: number;
}
export const hostRange: RecordingRange = { firstThread: 0x10000, firstKind: 0x1000 };
export const clinicRange: RecordingRange = { firstThread: 0x20000, firstKind: 0x2000 };

const hostOrder = 1000;

/**
 * Adds blocks behind those of a finished recording, all or none.
 * @param write gets a writer for the part's range; the process `pid` is declared.
 * @throws UserError for a file that is no whole recording, or that has this part already.
 */
export function appendPart(
  recordingPath: string,
  range: RecordingRange,
  pid: number,
  write: (writer: RecordingWriter) => void,
): void {
  const { pids, threads } = outlineOf(recordingPath);
  if (threads.has(range.firstThread)) throw new UserError(`'${recordingPath}' has this part already`);
  const pieces: Buffer[] = [];
  const writer = new RecordingWriter((piece) => pieces.push(piece), range.firstThread, range.firstKind);
  // The engine runs in the host process itself: its recording has named the process, and keeps that name.
  if (!pids.has(pid)) writer.process({ pid, name: 'host process', order: hostOrder });
  write(writer);
  writer.flush();
  const descriptor = openSync(recordingPath, 'a');
  const { size } = fstatSync(descriptor);
  try {
    writeAll(descriptor, Buffer.concat(pieces));
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Adds this process' own timeline, which has to be stopped. Errors as appendPart's. */
export function appendHostTimeline(recordingPath: string, timeline: HostTimeline): void {
  appendPart(recordingPath, hostRange, process.pid, (writer) => timeline.writeTo(writer, process.pid));
}
