// Checks which folders import which, in TypeScript and in C++. Prints a line for each import in the wrong direction, and exits 1.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeSources } from './native-sources.js';

const data = ['documents', 'files', 'base'];
const settings = ['config', 'workloads', 'versions', ...data];

/** For each folder under src/, the other folders that it may import. @type {Record<string, string[]>} */
export const allowedImports = {
  commands: ['cli', 'profile', 'bench', 'results', 'providers', 'report', 'trace', ...settings],
  cli: ['profile', 'bench', 'results', 'report', 'trace', ...settings],
  profile: ['bench', 'host', 'trace', 'engine', ...settings],
  bench: ['results', 'host', 'trace', 'engine', 'stats', ...settings],
  host: ['trace', 'engine', ...settings],
  trace: ['engine', ...settings],
  engine: settings,
  report: ['stats', ...settings],
  results: ['stats', ...settings],
  stats: settings,
  providers: ['versions', ...data],
  config: ['workloads', 'versions', ...data],
  workloads: ['versions', ...data],
  versions: data,
  documents: ['files', 'base'],
  files: ['base'],
  base: [],
};

const engine = ['provider', 'trace', 'platform', 'rcu'];

/** The same for #include "…" under native/. @type {Record<string, string[]>} */
export const allowedIncludes = {
  addon: ['torture', 'trial', 'load', 'machine', 'support', 'explore', ...engine],
  torture: ['trial', 'support', ...engine],
  trial: ['load', 'machine', 'support', ...engine],
  load: ['machine', 'support', ...engine],
  machine: ['support', ...engine],
  support: engine,
  explore: ['rcu', 'trace'],
  provider: ['rcu', 'platform', 'trace'],
  trace: ['rcu', 'platform'],
  platform: ['rcu'],
  rcu: [],
};

/**
 * @param {string} file path of a source, from the folder that holds src/ and native/
 * @param {string} text its content
 * @returns {string[]} one line for each import that is not allowed
 */
export function wrongDirections(file, text) {
  const [root = '', folder = ''] = file.split(sep);
  if (root === 'src')
    return importsOf(file, text)
      .filter((target) => !mayImport(folder, target))
      .map((target) => `${file}: imports ${target}`);
  if (folder === 'test') return [];
  return includesOf(text)
    .filter((target) => !mayInclude(folder, target) && target !== adaptedBy(file))
    .map((target) => `${file}: includes ${target}`);
}

/** @param {string} folder @param {string} target */
const mayImport = (folder, target) => target === folder || (allowedImports[folder] ?? []).includes(target);

/** An adapter in native/provider/adapters/NAME may include the headers of NAME. @param {string} file */
const adaptedBy = (file) => /\badapters\/(\w+)\//.exec(file.replaceAll(sep, '/'))?.[1];

/** @param {string} folder @param {string} target */
function mayInclude(folder, target) {
  if (/^(napi|node_api|js_native_api)/.test(target)) return folder === 'addon';
  return target === folder || (allowedIncludes[folder] ?? []).includes(target);
}

/** The folders under src/ that a TypeScript file imports. @param {string} file @param {string} text */
function importsOf(file, text) {
  const specifiers = [
    ...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g),
    ...text.matchAll(/new URL\('(\.[^']+\.js)'/g),
  ];
  return specifiers
    .map(([, specifier = '']) => relative('src', relative(process.cwd(), resolve(dirname(file), specifier))))
    .filter((path) => !path.startsWith('..'))
    .map((path) => path.split(sep)[0] ?? '');
}

/** The first folder of each path in a C++ file's #include "…", and Node's headers in either form. @param {string} text */
function includesOf(text) {
  const quoted = [...text.matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)].map(([, path = '']) => path.split('/')[0] ?? '');
  const node = [...text.matchAll(/^\s*#\s*include\s*<((?:napi|node_api|js_native_api)[^>]*)>/gm)].map(
    ([, path = '']) => path,
  );
  return [...quoted, ...node];
}

/** @param {string} folder @returns {string[]} */
function typescriptSources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wrong = [...typescriptSources('src'), ...nativeSources()].flatMap((file) =>
    wrongDirections(file, readFileSync(file, 'utf8')),
  );
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exit(1);
}
