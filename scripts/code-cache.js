// Writes V8's code cache of the programs in dist/, which bin/load.js reads, for the running version of Node. A checkout does this
// after a build, a package when npm installs it. Without a cache the tool starts more slowly, so a failure to write is not an error.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(self));
const program = join(root, 'dist/rcu-bench.cjs');

/** The cache contains the functions that V8 has compiled in the process, so each program gets a new process. */
export function writeCodeCaches() {
  if (!existsSync(program)) return;
  const { status, stderr } = spawnSync(process.execPath, [self, program], { encoding: 'utf8' });
  if (status !== 0) console.warn(`rcu-bench: no code cache, so it starts slower: ${stderr.trim()}`);
}

/** V8 compiles functions on their first call: the cache contains those that a start and a help text need. @param {string} file */
async function writeCache(file) {
  // bin/load.js reads the file as latin1.
  if (/[^\0-\x7f]/.test(readFileSync(file, 'latin1'))) throw new Error(`${file} is not ASCII`);
  const { cacheOf, compile, start } = createRequire(self)('../bin/load.js');
  const script = compile(file);
  const { execute, commands } = start(file, script);
  process.stdout.write = () => true;
  await execute({ dir: root, args: ['run', '--help'] });
  void commands.compare;
  const temporary = `${cacheOf(file)}.${process.pid}`;
  writeFileSync(temporary, script.createCachedData());
  renameSync(temporary, cacheOf(file));
}

if (process.argv[1] === self) {
  const [file] = process.argv.slice(2);
  if (file === undefined) writeCodeCaches();
  else await writeCache(file);
}
