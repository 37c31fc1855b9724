// Groups C++ sources into units. Headers take nearly all of the compile time, so each folder is compiled as one unit: a file that
// includes every source of that folder. Two sources of a folder therefore share their file-local names, and
// the compiler reports a clash with both places.
//
//   node scripts/native-units.js OUTPUT [SOURCES]
//
// writes OUTPUT/FOLDER.cc for each folder under SOURCES (default: native/) that contains C++ sources, and prints those paths, one a
// line, relative to the current folder. native/binding.gyp and native/test/Makefile call this.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = join(dirname(dirname(fileURLToPath(import.meta.url))), 'native');

/** Folders that are not part of the addon. */
const skipped = new Set(['build', 'test']);

/**
 * The folders directly under `sources` that contain C++ sources, the largest first: make starts units in this order, and a large
 * unit that started last would leave the other CPUs idle.
 * @param {string} sources
 */
function foldersOf(sources) {
  return readdirSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .map(({ name }) => {
      const files = readdirSync(join(sources, name)).filter((file) => file.endsWith('.cc'));
      const bytes = files.reduce((sum, file) => sum + statSync(join(sources, name, file)).size, 0);
      return { name, files: files.sort(), bytes };
    })
    .filter(({ files }) => files.length > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/**
 * Does not touch an unchanged file, so that make does not compile it again. Two builds may run at once: each sees a complete file.
 * @param {string} path @param {string} text
 */
function writeIfChanged(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}

/**
 * @param {string} output the folder of the units; the unit of a deleted folder is deleted too
 * @param {string} [sources] the folder that holds the folders; #include "…" in a unit is relative to it
 * @returns {string[]} paths of the units
 */
export function writeUnits(output, sources = native) {
  mkdirSync(output, { recursive: true });
  const folders = foldersOf(sources);
  const paths = folders.map(({ name, files }) => {
    const path = join(output, `${name}.cc`);
    const includes = files.map((file) => `#include "${name}/${file}"\n`);
    writeIfChanged(path, `// Written by scripts/native-units.js.\n${includes.join('')}`);
    return path;
  });
  const current = new Set(folders.map(({ name }) => `${name}.cc`));
  for (const file of readdirSync(output)) {
    if (file.endsWith('.cc') && !current.has(file)) rmSync(join(output, file));
  }
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [output, sources] = process.argv.slice(2);
  if (output === undefined) {
    console.error('usage: node scripts/native-units.js OUTPUT [SOURCES]');
    process.exit(2);
  }
  for (const path of writeUnits(output, sources)) console.log(relative(process.cwd(), path));
}
