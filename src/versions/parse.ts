import { findVersion, runnableNames } from './catalogue.js';

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
