// The texts that name a version: built-in names with an optional patch, files of libraries, and names of built libraries.

import { UsageError } from '../base/errors.js';
import { findVersion, isBuiltIn, runnableNames } from './catalogue.js';
/** Whether a text names a library's file and not a version. */
export const namesFile = (text: string): boolean => text.includes('/') || text.endsWith('.so');

/** How tables and files call a version: a library by its file's name. */
export const shortVersion = (version: string): string =>
  namesFile(version) ? version.slice(version.lastIndexOf('/') + 1).replace(/^lib(?=[^.])|\.so$/g, '') : version;

const wellFormed = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * @returns the name, which stands wherever a version's does
 * @throws UsageError where it cannot
 */
export function checkProviderName(name: string): string {
  if (!wellFormed.test(name) || name.endsWith('.so')) {
    throw new UsageError(
      `--name: '${name}' cannot be a version's name`,
      'A letter or digit, then up to 63 letters, digits and any of . _ -; it does not end in .so.',
    );
  }
  if (isBuiltIn(name) || runnableNames.includes(name)) {
    throw new UsageError(`--name: '${name}' is a version that is known already`, 'Give it another name.');
  }
  return name;
}

/** Why a text names no version. */
export type VersionProblem =
  | { kind: 'unknown'; text: string }
  | { kind: 'no-patches'; text: string; version: string }
  | { kind: 'no-such-patch'; text: string; version: string; patchCount: number };

/** Reads `v3` or `v3@4`. Gives the canonical name, or what is wrong with the text. */
export function parseVersion(text: string): string | VersionProblem {
  const [name = '', patch, ...rest] = text.split('@');
  const version = findVersion(name);
  if (version === undefined || rest.length > 0) return { kind: 'unknown', text };
  if (patch === undefined) return version.name;
  if (version.patches.length === 0) return { kind: 'no-patches', text, version: name };
  if (!runnableNames.includes(text)) {
    return { kind: 'no-such-patch', text, version: name, patchCount: version.patches.length };
  }
  return text;
}
