import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { isBuiltIn, runnableNames } from '../versions/catalogue.js';
import { namesFile, parseVersion, shortVersion, type VersionProblem } from '../versions/name.js';
import type { Host } from './run-config.js';

/** Finds the libraries of versions that are not built in. */
export type Libraries = Pick<Host, 'providerFile'>;

/**
 * The versions of a command line, checked: each known, none twice.
 * @param libraries absent where only built-in versions will do
 */
export function parseVersionList(texts: readonly string[], libraries?: Libraries): string[] {
  const names = texts.map((text) => parseName(text, libraries));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`version '${twice}' is given twice`, 'Name each version once.');
  const shorts = names.map(shortVersion);
  const alike = names.filter((_, i) => shorts.indexOf(shorts[i] ?? '') !== i).map(shortVersion)[0];
  if (alike !== undefined) {
    throw new UsageError(`tables would call two of the versions '${alike}'`, "Rename one of the libraries' files.");
  }
  return names;
}

function parseName(text: string, libraries: Libraries | undefined): string {
  const parsed = parseVersion(text);
  if (libraries === undefined) return builtInOnly(text, parsed);
  if (typeof parsed === 'string') return parsed;
  if (libraries.providerFile(text) !== undefined) return text;
  if (namesFile(text))
    throw new UsageError(`'${text}': no such file`, "Name a provider's library, as in ./libmine.so.");
  throw versionError(parsed);
}

function builtInOnly(text: string, parsed: string | VersionProblem): string {
  if (typeof parsed === 'string' && isBuiltIn(parsed)) return parsed;
  if (typeof parsed === 'string' || namesFile(text)) {
    throw new UsageError(`'${text}' is a library`, 'This works on built-in versions only: it needs their source.');
  }
  throw versionError(parsed);
}

/** A problem of the catalogue as an error for the user. */
export function versionError(problem: VersionProblem): UsageError {
  const list = "'rcu-bench versions' lists them.";
  switch (problem.kind) {
    case 'unknown': {
      const meant = nearest(problem.text, runnableNames);
      return new UsageError(
        `unknown version '${problem.text}'`,
        meant === undefined ? list : `Did you mean ${meant}? ${list}`,
      );
    }
    case 'no-patches':
      return new UsageError(
        `'${problem.text}': ${problem.version} is not a series of patches`,
        `Name it ${problem.version}.`,
      );
    case 'no-such-patch':
      return new UsageError(
        `'${problem.text}': ${problem.version} has patches 1 to ${problem.patchCount}`,
        `${problem.version}@${problem.patchCount} is the whole series.`,
      );
  }
}
