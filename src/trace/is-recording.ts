// Whether a file is a recording, by how it begins.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { recordingMagic } from './recording-format.js';

/** Errors are the system's. */
export function isRecording(file: string): boolean {
  if (!statSync(file).isFile()) return false; // opening a pipe would wait for its writer
  const begin = Buffer.alloc(recordingMagic.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, begin);
  } finally {
    closeSync(descriptor);
  }
  return begin.toString('latin1') === recordingMagic;
}
