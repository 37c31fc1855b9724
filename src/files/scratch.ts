// Temporary folders. Their names cannot be guessed, and no other user can read them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemErrorText, UserError } from '../base/errors.js';

/**
 * Calls `work` with a new folder and always deletes the folder afterwards. @throws UserError if no folder can be
 * created
 */
export async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeScratchFolder();
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Creates a folder that outlives the calling function; the caller deletes it. @throws UserError if no folder can be
 * created
 */
export function makeScratchFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'rcu-bench-'));
  } catch (error) {
    throw new UserError(`cannot make a folder for temporary files in '${tmpdir()}': ${systemErrorText(error)}`, {
      suggestions: ['Set the environment variable TMPDIR to a folder that you can write to.'],
      cause: error,
    });
  }
}
