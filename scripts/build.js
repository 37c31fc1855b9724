// npm run build: bundles src/ into a few files under dist/, so that a process loads one file and not hundreds. The programs are
// CommonJS: Node can keep V8's code cache of such a file (scripts/code-cache.js). Types are checked apart: npm run check.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { noticesOf } from './bundled-licenses.js';
import { writeCodeCaches } from './code-cache.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What src/files/package-folder.ts starts or loads by its name, in processes of their own. @type {Record<string, string>} */
const programs = {
  'trial-child': 'src/bench/trial-child.ts',
  'profiled-trial': 'src/profile/profiled-trial.ts',
  'provider-child': 'src/bench/provider-child.ts',
  collector: 'src/profile/collector.ts',
};

/**
 * oclif sorts the ids of commands, which are plain ASCII, by the language's rules. Making the collator for that takes a tenth of
 * the time of `node -e 0`.
 * @type {import('esbuild').Plugin}
 */
const withoutCollator = {
  name: 'without-collator',
  setup({ onLoad }) {
    onLoad({ filter: /@oclif\/core\/lib\/config\/plugin\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)');
      if (contents === source)
        throw new Error(`${path} does not sort by localeCompare any more: withoutCollator can go`);
      return { contents };
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.17',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  // jsonc-parser's `main` is of a form that cannot be bundled.
  mainFields: ['module', 'main'],
  // oclif asks for them where they are installed, and does without them elsewhere: they would be 10 MB.
  external: ['typescript', 'ts-node', 'tsx'],
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/**
 * The command line's module: oclif, and every command behind a getter, which loads it and what it needs when it is called.
 * package.json names its exports to oclif.
 */
function commandLineModule() {
  const files = readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const getters = files.map((file) => {
    const id = file.replace(/\.ts$/, '').replaceAll('/', ':');
    return `  get ${JSON.stringify(id)}() { return require(${JSON.stringify(`./src/commands/${file}`)}).default; },`;
  });
  return `
export { execute } from '@oclif/core/execute';
export { PlainHelp } from './src/cli/help.ts';
export const commands = {\n${getters.join('\n')}\n};
export function commandNotFound(options) { return require('./src/cli/command-not-found.ts').default.call(this, options); }
`;
}

/** Checks a result against its published schema; ajv itself is not needed any more. */
function resultValidator() {
  const schema = JSON.parse(readFileSync(join(root, 'docs/result.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ strict: true, code: { source: true } });
  return ajvStandalone.default(ajv, ajv.compile(schema));
}

/** @param {string} name of the file under dist/ @param {string} contents @param {import('esbuild').BuildOptions} [options] */
const buildModule = (name, contents, options) =>
  build({ ...common, ...options, stdin: { contents, resolveDir: root, sourcefile: name }, entryNames: name });

/**
 * With escapes for what is not ASCII, which esbuild leaves in patterns: V8 takes two bytes for every character of a file that
 * holds a single one beyond Latin-1, and bin/load.js reads it without decoding.
 * @param {string} code
 */
const inAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const dist = join(root, 'dist');
const results = await Promise.all([
  buildModule('rcu-bench', commandLineModule(), { plugins: [withoutCollator] }),
  build({ ...common, entryPoints: programs }),
  // Nobody reads it, and nothing in it can throw: small.
  buildModule('result-validator', resultValidator(), { minify: true, banner: {} }),
]);
const outputs = new Map(
  results.flatMap(({ outputFiles = [] }) => outputFiles).map(({ path, text }) => [basename(path), inAscii(text)]),
);
const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
// Last: scripts/ensure-dist.js takes its time as that of the build.
outputs.set('LICENSES.txt', noticesOf(root, inputs));

mkdirSync(dist, { recursive: true });
for (const [name, text] of outputs) replaceFile(join(dist, name), text);
const isOurs = (/** @type {string} */ name) => [...outputs.keys()].some((output) => name.startsWith(output));
for (const name of readdirSync(dist)) if (!isOurs(name)) rmSync(join(dist, name), { recursive: true });
writeCodeCaches();

/** The tool may run while it is built, and finds a whole file at any time. @param {string} path @param {string} text */
function replaceFile(path, text) {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}
