// Writes a file completely or not at all: under a temporary name next to the target, then renamed.
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemErrorText, UserError } from '../base/errors.js';

/** A name in the target's folder, so that the rename does not cross file systems. */
export const temporaryNameOf = (target: string) => join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);

/**
 * Lets `write` fill a temporary file, then puts it in the target's place; behind a symbolic link, in the place that it
 * points to. Nothing is left behind on failure.
 */
export function writeAtomically<T>(name: string, write: (temporary: string) => T): T {
  const { temporary, settle, discard } = placeFor(name);
  try {
    const result = write(temporary);
    settle();
    return result;
  } catch (error) {
    discard();
    throw error;
  }
}

/** The same for an asynchronous writer. */
export async function writeAtomicallyAsync<T>(name: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const { temporary, settle, discard } = placeFor(name);
  try {
    const result = await write(temporary);
    settle();
    return result;
  } catch (error) {
    discard();
    throw error;
  }
}

function placeFor(name: string): { temporary: string; settle: () => void; discard: () => void } {
  const target = existsSync(name) ? realpathSync(name) : name;
  const temporary = temporaryNameOf(target);
  return { temporary, settle: () => renameSync(temporary, target), discard: () => removeIfThere(temporary) };
}

/** Whether both names lead to the same existing file. */
export const isSameFile = (a: string, b: string): boolean =>
  existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b);

/**
 * Finds out before a long run whether a file can be written to this place. Makes missing folders.
 * @throws UserError that names the file and the reason.
 */
export function checkWritable(what: string, target: string): void {
  const probe = temporaryNameOf(target);
  try {
    checkReplaceable(target);
    makeFolder(dirname(target));
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    removeIfThere(probe);
    throw cannotWrite(what, target, error);
  }
}

/** `force` does not accept a path that goes through a file. */
function removeIfThere(file: string): void {
  if (existsSync(file)) rmSync(file, { force: true });
}

/** A rename would also replace /dev/null by a file. */
function checkReplaceable(target: string): void {
  const present = statSync(target, { throwIfNoEntry: false });
  if (present?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  if (present !== undefined && !present.isFile()) throw new Error('it is not a regular file');
}

/** Creates a folder and its parents. Node's `recursive` loops forever under /proc, where mkdir() returns ENOENT. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** The error for a file that cannot be written. */
export function cannotWrite(what: string, target: string, error: unknown): UserError {
  return new UserError(`cannot write the ${what} '${target}': ${systemErrorText(error)}`, { cause: error });
}
