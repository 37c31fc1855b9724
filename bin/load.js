'use strict';
// Loads a bundled program with V8's code cache: compiling oclif took a third of the time that `--help` needs.
const { readFileSync, statSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');

/** Each version of Node has its own cache, which scripts/code-cache.js writes. @param {string} file of the program */
const cacheOf = (file) => `${file}.${process.version}-${process.arch}.cache`;

/**
 * V8 accepts a cache by V8's version, V8's flags and the length of the source. V8 does not compare the source, so a cache that is
 * older than its program is never used.
 * @param {string} file
 * @returns {Buffer | undefined}
 */
function readCache(file) {
  const cache = statSync(cacheOf(file), { throwIfNoEntry: false });
  return cache && cache.mtimeMs >= statSync(file).mtimeMs ? readFileSync(cacheOf(file)) : undefined;
}

/** @param {string} file in ASCII @param {Buffer} [cachedData] a cache that V8 rejects costs time and has no other effect */
function compile(file, cachedData) {
  const source = Module.wrap(readFileSync(file, 'latin1'));
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new vm.Script(source, { filename: file, importModuleDynamically, ...(cachedData && { cachedData }) });
}

/** Does what require() does with a compiled file: later calls with the same file return the same module. @param {string} file @param {vm.Script} script */
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
  // Node 22 and later have a cache of their own, in a folder for temporary files.
  /** @type {{ enableCompileCache?: () => void }} */ (Module).enableCompileCache?.();
  return require(file);
}

module.exports = { cacheOf, compile, load, start };
