// Runs node-gyp on native/, for the install step and for the prebuild.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNodeHeaders } from './node-headers.js';

const native = join(dirname(dirname(fileURLToPath(import.meta.url))), 'native');

/**
 * @param {string[]} args a command of node-gyp and its options
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ ok: boolean, output: string }>} `output`: everything that node-gyp, make and the compiler printed
 */
export async function nodeGyp(args, env = process.env) {
  const script = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const [command = '', ...options] = args;
  const headers = findNodeHeaders();
  const child = spawn(process.execPath, [script, command, '-C', native, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...(headers !== undefined && { npm_config_nodedir: headers }) },
  });
  /** @type {Buffer[]} */
  const printed = [];
  child.stdout.on('data', (data) => printed.push(data));
  child.stderr.on('data', (data) => printed.push(data));
  const [status] = await once(child, 'close');
  return { ok: status === 0, output: Buffer.concat(printed).toString() };
}
