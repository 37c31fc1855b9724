// npm's prepare step, in a checkout only. Builds the addon and dist/ at the same time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} command @param {string[]} args @returns {Promise<number>} the exit code */
async function run(command, args) {
  const [status] = await once(spawn(command, args, { cwd: root, stdio: 'inherit' }), 'exit');
  return status ?? 1;
}

const codes = await Promise.all([
  run(process.execPath, [join(root, 'scripts/install-native.js')]),
  run('npm', ['run', '--silent', 'build']),
]);
process.exit(Math.max(...codes));
