// The files of libraries: where they are, and the private copies that trials load.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { makeScratchFolder } from '../files/scratch.js';
import { namesFile } from './version.js';

/** The folder of the libraries that `provider build` made, as NAME.so. */
export function providerFolder(variables: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME } = variables;
  const cache = XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(cache, 'rcu-bench', 'providers');
}

/**
 * The absolute path of a version's library, which is named by its file or by its name in the folder. Undefined: no such
 * file.
 */
export function providerFile(version: string): string | undefined {
  const file = namesFile(version) ? resolve(version) : join(providerFolder(), `${version}.so`);
  return /^[\w.-]+$/.test(version) || namesFile(version) ? (existsSync(file) ? file : undefined) : undefined;
}

/** The private copies of this process, by the paths of the libraries. */
const copies = new Map<string, string>();

/**
 * Copies a library once for this process, so that all trials load the same bytes even if a build replaces the file.
 * @returns the path of the copy
 * @throws UserError if there is no disk space
 */
export function privateCopy(file: string): string {
  const known = copies.get(file);
  if (known !== undefined) return known;
  const folder = makeScratchFolder();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const copy = join(folder, basename(file));
  copyFileSync(file, copy);
  copies.set(file, copy);
  return copy;
}

/** To be called for a library that must stay in its folder, because it loads others from there. */
export function dropPrivateCopy(file: string): void {
  copies.delete(file);
}

/** The file that a trial loads for a version: the private copy, if there is one. */
export function loadedFile(version: string): string | undefined {
  const file = providerFile(version);
  return file === undefined ? undefined : (copies.get(file) ?? file);
}
