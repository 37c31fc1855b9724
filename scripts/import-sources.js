// Compiles modules of src/ for scripts that plain Node runs: benches, and processes that tests start. dist/ contains whole programs
// only.
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// The output is inside the project, so that Node finds the packages that it imports.
const folder = join(root, 'node_modules/.cache/rcu-bench');

/**
 * @param {...string} names such as 'stats/binomial'
 * @returns {Promise<any>} the exports of all these modules
 */
export async function importSources(...names) {
  return import(pathToFileURL(await bundleSources(...names)).href);
}

/** @param {...string} names @returns {Promise<string>} the path of one module that exports everything these modules export */
export async function bundleSources(...names) {
  const { outputFiles } = await build({
    stdin: { contents: names.map((name) => `export * from './src/${name}.ts';`).join('\n'), resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
  });
  mkdirSync(folder, { recursive: true });
  const text = outputFiles[0]?.text ?? '';
  const file = join(folder, `${createHash('sha256').update(text).digest('hex')}.mjs`);
  // Another process may be reading the same file.
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
