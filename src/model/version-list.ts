import { runnableNames } from '../versions/catalogue.js';
import { parseVersion, type VersionProblem } from '../versions/parse.js';
import { UsageError } from './errors.js';
import { nearest } from './suggest.js';

/** The versions of a command line, checked: each known, none twice. */
export function parseVersionList(texts: readonly string[]): string[] {
  const names = texts.map((text) => {
    const parsed = parseVersion(text);
    if (typeof parsed !== 'string') throw versionError(parsed);
    return parsed;
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`version '${twice}' is given twice`, 'Name each version once.');
  return names;
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
