// Where the library of a version lies that is not built in.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { namesFile } from '../model/provider.js';

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
