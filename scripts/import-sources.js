// Modules of src/ for scripts that plain Node runs: benches, and the processes that tests start. dist/ has whole programs only.
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Inside the project: what it imports is found from there.
const folder = join(root, 'node_modules/.cache/rcu-bench');

/**
 * @param {...string} names such as 'stats/binomial'
 * @returns {Promise<any>} what all of them export
 */
export async function importSources(...names) {
  return import(pathToFileURL(await bundleSources(...names)).href);
}

/** @param {...string} names @returns {Promise<string>} the path of one module with what all of them export */
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
  // Another process may be reading the same one.
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
