'use strict';
// Loads a bundled program with V8's code cache: compiling oclif took a third of the time that `--help` needs.
const { readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');

/** Each Node has a cache of its own, made by scripts/code-cache.js. @param {string} file of the program */
const cacheOf = (file) => `${file}.${process.version}-${process.arch}.cache`;

/**
 * V8 looks at its version, its flags and the length of the source, not at the source: a cache that is older than its program is
 * never given to it.
 * @param {string} file
 * @returns {Buffer | undefined}
 */
function readCache(file) {
  const cache = statSync(cacheOf(file), { throwIfNoEntry: false });
  return cache && cache.mtimeMs >= statSync(file).mtimeMs ? readFileSync(cacheOf(file)) : undefined;
}

/** @param {string} file in ASCII @param {Buffer} [cachedData] one that V8 refuses costs time and nothing else */
function compile(file, cachedData) {
  const source = Module.wrap(readFileSync(file, 'latin1'));
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new vm.Script(source, { filename: file, importModuleDynamically, ...(cachedData && { cachedData }) });
}

/** What require() does with a compiled file: later ones of the same get the same module. @param {string} file @param {vm.Script} script */
function start(file, script) {
  const loaded = new Module(file);
  loaded.filename = file;
  require.cache[file] = loaded;
  script.runInThisContext()(loaded.exports, Module.createRequire(file), loaded, file, dirname(file));
  loaded.loaded = true;
  return loaded.exports;
}

/** @param {string} file absolute @returns {any} its exports */
function load(file) {
  const cachedData = readCache(file);
  if (cachedData !== undefined) return start(file, compile(file, cachedData));
  // Node's own, from 22 on, in a folder for temporary files.
  /** @type {{ enableCompileCache?: () => void }} */ (Module).enableCompileCache?.();
  return require(file);
}

module.exports = { cacheOf, compile, load, start };
