// What has to be known of a recording before blocks are added to it. Reads the heads of its blocks, not its events.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { isRecording } from '../trace/is-recording.js';
import { blockHeaderBytes, blockTypes, fileHeaderBytes } from '../trace/recording-format.js';

export interface RecordingOutline {
  readonly pids: ReadonlySet<number>;
  /** Indexes. */
  readonly threads: ReadonlySet<number>;
}

/** @throws UserError for a file that is no recording, or that was cut inside a block: what is added would be lost. */
export function outlineOf(path: string): RecordingOutline {
  if (!isRecording(path)) throw new UserError(`'${path}' is not a recording`);
  return withFile(path, (fd) => {
    const blocks = [...blocksOf(fd, path)];
    const numbersOf = (wanted: number) =>
      new Set(blocks.flatMap(({ type, first }) => (type === wanted ? [first] : [])));
    return { pids: numbersOf(blockTypes.process), threads: numbersOf(blockTypes.thread) };
  });
}

/** Each block's type, and the first number in it if it names a process or a thread. */
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
