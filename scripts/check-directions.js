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

/** Commands that only read what other commands have saved: they reach none of the folders that run trials, on any way. */
export const readingCommands = ['src/commands/show.ts', 'src/commands/merge.ts'];
const runsTrials = ['bench', 'profile', 'host', 'engine'];

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

/**
 * @param {string} command path of a source that only reads
 * @param {(file: string) => string} read the text of a source
 * @returns {string[]} a line for each import, direct or not, of code that runs trials
 */
export function waysToTrials(command, read) {
  /** How each file is reached. @type {Map<string, string>} */
  const ways = new Map([[command, command]]);
  for (const [file, way] of ways) {
    if (runsTrials.includes(folderOf(file))) continue;
    for (const target of importedFiles(file, read(file))) {
      if (!ways.has(target)) ways.set(target, `${way} -> ${target}`);
    }
  }
  const wrong = [...ways].filter(([file]) => runsTrials.includes(folderOf(file)));
  return wrong.map(([, way]) => `${way}: a command that only reads must not reach ${runsTrials.join(', ')}`);
}

/** The folder of a source under src/. @param {string} file */
const folderOf = (file) => file.split(sep)[1] ?? '';

/** The folders under src/ that a TypeScript file imports. @param {string} file @param {string} text */
const importsOf = (file, text) => importedFiles(file, text).map(folderOf);

/** The sources under src/ that a TypeScript file imports, types too. @param {string} file @param {string} text */
function importedFiles(file, text) {
  const specifiers = [
    ...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g),
    ...text.matchAll(/new URL\('(\.[^']+\.js)'/g),
  ];
  return specifiers
    .map(([, specifier = '']) => relative(process.cwd(), resolve(dirname(file), specifier)).replace(/\.js$/, '.ts'))
    .filter((path) => path.startsWith(`src${sep}`));
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
  const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
  const wrong = [
    ...[...typescriptSources('src'), ...nativeSources()].flatMap((file) => wrongDirections(file, read(file))),
    ...readingCommands.flatMap((command) => waysToTrials(command, read)),
  ];
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exit(1);
}
