// Folders for files that nobody keeps. Their names cannot be guessed, and no other user can read them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemErrorText, UserError } from '../base/errors.js';

/** Gives `work` a folder of its own, which is gone afterwards, whatever happens. @throws UserError where none can be made */
export async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeScratchFolder();
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For a folder that has to outlive a function: the caller removes it. @throws UserError where none can be made */
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
