// The tests of the command line run dist/, so dist/ must match the sources. This script builds dist/ only if it is stale, because a
// build takes as long as many tests. vitest calls the script before each run (vitest.config.ts).
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The inputs of dist/: sources, schemas, and the files that define the bundles. */
const schemas = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.schema.json'));
const inputs = ['src', 'scripts', 'package.json', 'package-lock.json', ...schemas.map((name) => join('docs', name))];

/** A path and everything below it. Folders are included: their times change when a file is deleted. @param {string} path @returns {string[]} */
function withContents(path) {
  const inside = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return [path, ...inside.map((name) => join(path, name))];
}

/** @param {string[]} paths */
const timesOf = (paths) => paths.flatMap(withContents).map((path) => statSync(path).mtimeMs);

/** The file that scripts/build.js writes after all others. */
const lastOutput = join(root, 'dist/LICENSES.txt');

function isStale() {
  if (!existsSync(lastOutput)) return true;
  const newestInput = Math.max(...timesOf(inputs.map((name) => join(root, name))));
  return newestInput > statSync(lastOutput).mtimeMs;
}

export function ensureDist() {
  if (isStale()) execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

export { ensureDist as setup };
