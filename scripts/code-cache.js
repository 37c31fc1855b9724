// Writes V8's code cache of the programs in dist/ for the Node that runs this, for bin/load.js: after the build in a checkout,
// when it is installed in a package. A start without one is slower and nothing else, so a cache that cannot be written is no error.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(self));
const program = join(root, 'dist/rcu-bench.cjs');

/** In a process of its own: the cache holds what V8 has compiled in it. */
export function writeCodeCaches() {
  if (!existsSync(program)) return;
  const { status, stderr } = spawnSync(process.execPath, [self, program], { encoding: 'utf8' });
  if (status !== 0) console.warn(`rcu-bench: no code cache, so it starts slower: ${stderr.trim()}`);
}

/** Functions are compiled when they are first called: the cache has those that a start and a help text need. @param {string} file */
async function writeCache(file) {
  // latin1 in bin/load.js
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
