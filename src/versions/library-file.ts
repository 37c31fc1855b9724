// Where the library of a version lies that is not built in.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { makeScratchFolder } from '../files/scratch.js';
import { namesFile } from './version.js';

/** Libraries that `provider build` made, as NAME.so. */
export function providerFolder(variables: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME } = variables;
  const cache = XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === '' ? join(homedir(), '.cache') : XDG_CACHE_HOME;
  return join(cache, 'rcu-bench', 'providers');
}

/** The whole path of a version's library: a file by its path, one that was built here by its name. Undefined: there is none. */
export function providerFile(version: string): string | undefined {
  const file = namesFile(version) ? resolve(version) : join(providerFolder(), `${version}.so`);
  return /^[\w.-]+$/.test(version) || namesFile(version) ? (existsSync(file) ? file : undefined) : undefined;
}

/** Copies of libraries that this process measures, by the libraries' paths. */
const copies = new Map<string, string>();

/**
 * A copy that nobody changes as long as this process runs: all trials load the same bytes, whatever a build does to the file in
 * the meantime. The same copy for every call.
 * @throws UserError where there is no room for one
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

/** For a library that works in its own folder only, next to others that it loads. */
export function dropPrivateCopy(file: string): void {
  copies.delete(file);
}

/** What a trial loads for this version: the private copy if there is one. */
export function loadedFile(version: string): string | undefined {
  const file = providerFile(version);
  return file === undefined ? undefined : (copies.get(file) ?? file);
}
