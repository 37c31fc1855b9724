// The kind of a file that was named on the command line, by its content.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { systemErrorText, UserError } from '../base/errors.js';

const bytesLookedAt = 512;
const elfMagic = Buffer.from('\x7fELF', 'latin1');

/**
 * @returns undefined where there is no file of this name
 * @throws UserError where it cannot be read
 */
export function fileKind(name: string): FileKind | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile()) return 'other';
  const start = startOf(name);
  if (start.subarray(0, elfMagic.length).equals(elfMagic)) return 'library';
  return /^(\uFEFF)?\s*\{/.test(start.toString('utf8')) ? 'document' : 'other';
}

function startOf(name: string): Buffer {
  try {
    const descriptor = openSync(name, 'r');
    try {
      const bytes = Buffer.alloc(bytesLookedAt);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new UserError(`cannot read '${name}': ${systemErrorText(error)}`, { cause: error });
  }
}

/** The kind of a file by its content: an ELF library, a JSON document, or neither. */
export type FileKind = 'library' | 'document' | 'other';
