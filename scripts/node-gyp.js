// node-gyp on native/, as the install step and the prebuild need it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = join(dirname(dirname(fileURLToPath(import.meta.url))), 'native');

/**
 * What it says goes to standard error: standard output is npm's, which may be asked for JSON.
 * @param {string[]} args a command of node-gyp and its options
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {boolean} whether it went well
 */
export function nodeGyp(args, env = process.env) {
  const script = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const [command = '', ...options] = args;
  const { status } = spawnSync(process.execPath, [script, command, '-C', native, ...options], {
    stdio: ['ignore', process.stderr, process.stderr],
    env,
  });
  return status === 0;
}
