// The meaning of a version's name. Command lines and documents keep the name as it was typed; only this file interprets
// it.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Patch } from './catalogue.js';
import { type CatalogueVersion, findVersion, isBuiltIn, runnableNames } from './catalogue.js';

/**
 * `built-in`: compiled into the addon. `peer`: a flavour of liburcu, which the loader finds by its name. `file`: a
 * library that was named by its file. `library`: any other name, such as the one that `provider build` gave to a
 * library.
 */
type VersionKind = 'built-in' | 'peer' | 'library' | 'file';

/** A version that a command line or a document names. */
interface Version {
  /** As typed: `v3@4`, `urcu-mb`, `./libmine.so`. */
  readonly name: string;
  /** In tables and in names of files: `./libmine.so` is `mine`. */
  readonly label: string;
  readonly kind: VersionKind;
  /** Its entry in the catalogue: for `v3@4` that of v3. Absent for libraries. */
  readonly entry?: CatalogueVersion;
  /** The last patch of a prefix: 4 for `v3@4`. */
  readonly patch?: number;
  /** The patches of the series that it contains. A variant contains all patches of its series. */
  readonly patches: readonly Patch[];
  /** The library's path. Absent for built-in versions, and for libraries that the loader finds. */
  readonly file?: string;
}

/**
 * The meaning of a name from a command line or a document. A library that a document names need not exist on this
 * machine.
 */
export function versionOf(name: string): Version {
  if (namesFile(name)) return { name, label: fileLabel(name), kind: 'file', patches: [] };
  const [series = '', patch] = name.split('@');
  const entry = findVersion(series);
  if (entry === undefined || (patch !== undefined && !runnableNames.includes(name))) {
    return { name, label: name, kind: 'library', patches: [] };
  }
  const kind = entry.apart === 'peer' ? 'peer' : 'built-in';
  if (patch === undefined) return { name, label: name, kind, entry, patches: allPatches(entry) };
  const upTo = entry.patches.filter(({ number }) => number <= Number(patch));
  return { name, label: name, kind, entry, patch: Number(patch), patches: upTo };
}

const allPatches = ({ patches, variantOf }: CatalogueVersion): readonly Patch[] =>
  variantOf === undefined ? patches : (findVersion(variantOf)?.patches ?? []);

/** The label of a version in tables and in names of files. */
export const shortVersion = (name: string): string => versionOf(name).label;

/**
 * Resolves a name from a command line.
 * @throws UsageError if there is no such version
 */
export function resolve(name: string, libraries: Libraries): Version {
  const version = versionOf(name);
  if (version.entry !== undefined) return version;
  const file = libraries.providerFile(name);
  if (file !== undefined) return { ...version, file };
  if (version.kind !== 'file') throw unknownVersion(name);
  throw new UsageError(`'${name}': no such file`, "Name a provider's library, as in ./libmine.so.");
}

/** A version of the catalogue. @throws UsageError for any other name */
export function resolveListed(name: string): Version & { readonly entry: CatalogueVersion } {
  const version = versionOf(name);
  if (version.entry === undefined) throw unknownVersion(name);
  return { ...version, entry: version.entry };
}

/** A version whose source is in this package. @throws UsageError for libraries, and for unknown names */
export function resolveBuiltIn(name: string): Version {
  const version = versionOf(name);
  if (version.kind === 'built-in') return version;
  if (version.kind === 'library') throw unknownVersion(name);
  throw new UsageError(`'${name}' is a library`, 'This works on built-in versions only: it needs their source.');
}

function unknownVersion(text: string): UsageError {
  const list = "'rcu-bench versions' lists them.";
  const [name = '', patch, ...rest] = text.split('@');
  const entry = findVersion(name);
  if (entry === undefined || patch === undefined || rest.length > 0) {
    const meant = nearest(text, runnableNames);
    return new UsageError(`unknown version '${text}'`, meant === undefined ? list : `Did you mean ${meant}? ${list}`);
  }
  const count = entry.patches.length;
  if (count === 0) return new UsageError(`'${text}': ${name} is not a series of patches`, `Name it ${name}.`);
  return new UsageError(`'${text}': ${name} has patches 1 to ${count}`, `${name}@${count} is the whole series.`);
}

/** Whether a name is the file of a library. */
export const namesFile = (text: string): boolean => text.includes('/') || text.endsWith('.so');

const fileLabel = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/^lib(?=[^.])|\.so$/g, '');

const wellFormed = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * Checks the name that `provider build` gives to a library. The library is then a version of this name.
 * @returns the name
 * @throws UsageError if the name is not well-formed, or already names a version
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

/** Finds the libraries of versions that are not built in, by name or file. */
export interface Libraries {
  providerFile(name: string): string | undefined;
}

/**
 * Checks the versions of a command line: each must exist, and none may be named twice.
 * @param libraries absent: only built-in versions are accepted
 * @returns their names, as typed
 */
export function parseVersionList(texts: readonly string[], libraries?: Libraries): string[] {
  const find = (text: string): Version => (libraries === undefined ? resolveBuiltIn(text) : resolve(text, libraries));
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
