// The versions of a command line.
import { UsageError } from '../base/errors.js';
import { resolve, resolveBuiltIn, type Version } from '../versions/version.js';
import type { Host } from './run-config.js';

/** Finds the libraries of versions that are not built in. */
export type Libraries = Pick<Host, 'providerFile'>;

/**
 * The versions of a command line, checked: each is known, and none is named twice.
 * @param libraries absent where only built-in versions will do
 * @returns their names, as typed
 */
export function parseVersionList(texts: readonly string[], libraries?: Libraries): string[] {
  const find = (text: string): Version =>
    libraries === undefined ? resolveBuiltIn(text) : resolve(text, (name) => libraries.providerFile(name));
  const versions = texts.map(find);
  const names = versions.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`version '${twice}' is given twice`, 'Name each version once.');
  const labels = versions.map(({ label }) => label);
  const alike = labels.find((label, i) => labels.indexOf(label) !== i);
  if (alike !== undefined) {
    throw new UsageError(`tables would call two of the versions '${alike}'`, "Rename one of the libraries' files.");
  }
  return names;
}
