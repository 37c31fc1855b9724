// Appends blocks to a finished recording: the timeline of the host process, or events of another program.
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { writeAll } from '../files/write-all.js';
import { blockHeaderBytes, blockTypes, fileHeaderBytes, isRecording } from '../trace/recording-format.js';
import { RecordingWriter } from '../trace/recording-writer.js';
import type { HostTimeline } from './timeline.js';

/**
 * The first numbers of each added part; the engine's numbers begin at 0. A part has room for 65,536 threads and 4,096
 * kinds.
 */
interface RecordingRange {
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
  // The engine runs in the host process: its recording has named the process already.
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

/** Adds this process' timeline, which must be stopped. Throws the same errors as appendPart. */
export function appendHostTimeline(recordingPath: string, timeline: HostTimeline): void {
  appendPart(recordingPath, hostRange, process.pid, (writer) => timeline.writeTo(writer, process.pid));
}

interface RecordingOutline {
  readonly pids: ReadonlySet<number>;
  /** Indexes. */
  readonly threads: ReadonlySet<number>;
}

/**
 * @throws UserError for a file that is not a recording, or that was cut inside a block, where appended blocks would be
 * lost.
 */
function outlineOf(path: string): RecordingOutline {
  if (!isRecording(path)) throw new UserError(`'${path}' is not a recording`);
  return withFile(path, (fd) => {
    const blocks = [...blocksOf(fd, path)];
    const numbersOf = (wanted: number) =>
      new Set(blocks.flatMap(({ type, first }) => (type === wanted ? [first] : [])));
    return { pids: numbersOf(blockTypes.process), threads: numbersOf(blockTypes.thread) };
  });
}

/** The type of each block, and its first number if the block names a process or a thread. */
function* blocksOf(fd: number, path: string): Generator<{ type: number; first: number }> {
  const size = fstatSync(fd).size;
  for (let at = fileHeaderBytes; at < size; ) {
    const head = read(fd, at, blockHeaderBytes + 4);
    const end = at + blockHeaderBytes + (head.length < blockHeaderBytes ? size : head.readUInt32LE(4));
    if (end > size) throw new UserError(`the recording '${path}' was cut: its last block is not whole`);
    const type = head.readUInt32LE(0);
    at = end;
    if (type === blockTypes.process || type === blockTypes.thread) {
      yield { type, first: head.readUInt32LE(blockHeaderBytes) };
    }
  }
}

function read(fd: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(fd, buffer, 0, bytes, at));
}

function withFile<T>(path: string, work: (fd: number) => T): T {
  const fd = openSync(path, 'r');
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}
