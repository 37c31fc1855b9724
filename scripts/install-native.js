// npm's install step: takes the prebuilt addon where there is one that loads, else builds it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** @param {string} line @returns {never} */
function fail(line) {
  console.error(`rcu-bench: ${line}`);
  process.exit(1);
}

/** A process of its own tries: an addon for another C library may end it. @param {string} path */
function loads(path) {
  return existsSync(path) && spawnSync(process.execPath, ['-e', 'require(process.argv[1])', path]).status === 0;
}

/** @param {string} command */
const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

function build() {
  const compiler = process.env.CXX?.split(' ')[0] || 'c++';
  const missing = [compiler, 'make', 'python3'].filter(
    (command) => !runs(command) && !(command === 'c++' && runs('g++')),
  );
  if (missing.length > 0) {
    fail(
      `no prebuilt addon for ${process.platform}-${process.arch}, and ${missing.join(', ')} to build it ${missing.length > 1 ? 'are' : 'is'} missing (Debian: apt-get install g++ make python3)`,
    );
  }
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  const { status } = spawnSync(process.execPath, [nodeGyp, 'rebuild', '-C', join(root, 'native'), '-j', 'max'], {
    stdio: 'inherit',
  });
  if (status !== 0) fail('the addon could not be built: it needs a C++20 compiler (gcc 11 or clang 14, or newer)');
}

if (process.platform !== 'linux') fail('it runs on Linux only: it measures futexes');
if (!loads(join(root, 'prebuilds', `${process.platform}-${process.arch}`, 'rcu-bench.node'))) build();
