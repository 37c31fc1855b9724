// Names of versions: which texts name a library's file, and which names a built library may have.
import { UsageError } from '../base/errors.js';
import { isBuiltIn, runnableNames } from './catalogue.js';
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
