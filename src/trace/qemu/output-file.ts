// A recording that comes into being piece by piece.
import { closeSync, openSync } from 'node:fs';
import { UserError } from '../../base/errors.js';
import { cannotWrite, writeAtomicallyAsync } from '../../files/atomic-file.js';
import { writeAll } from '../../files/write-all.js';

/**
 * Lets `write` put the pieces of a file; it gets its name when all is written. Nothing is left behind on failure.
 * @throws UserError for a full disk and the like.
 */
export async function writeRecording<T>(name: string, write: (put: (piece: Buffer) => void) => Promise<T>): Promise<T> {
  try {
    return await writeAtomicallyAsync(name, (temporary) => withFile(temporary, name, write));
  } catch (error) {
    throw isSystemError(error) ? cannotWrite('recording', name, error) : error;
  }
}

async function withFile<T>(
  temporary: string,
  name: string,
  write: (put: (piece: Buffer) => void) => Promise<T>,
): Promise<T> {
  const descriptor = openSync(temporary, 'w');
  try {
    return await write((piece) => putAll(descriptor, piece, name));
  } finally {
    closeSync(descriptor);
  }
}

function putAll(descriptor: number, piece: Buffer, name: string): void {
  try {
    writeAll(descriptor, piece);
  } catch (error) {
    throw cannotWrite('recording', name, error);
  }
}

const isSystemError = (error: unknown) => !(error instanceof UserError) && error instanceof Error && 'code' in error;
