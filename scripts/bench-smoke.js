// Runs every script of bench/ with --smoke, one after another. Each script must exit with 0; its figures do not matter. A script is
// a .js file in bench/ that is not a support module, or the run.js of a folder in bench/. Arguments select scripts by name.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Paths relative to the checkout, sorted. */
export function benchScripts() {
  const entries = readdirSync(join(root, 'bench'), { withFileTypes: true });
  const paths = entries.map((entry) => `bench/${entry.name}${entry.isDirectory() ? '/run.js' : ''}`);
  return paths.filter((path) => /(?<!\bsupport)\.js$/.test(path) && existsSync(join(root, path))).sort();
}

/** @param {string} path */
const knowsSmoke = (path) => readFileSync(join(root, path), 'utf8').includes('smoke');

/** @param {string} path @returns {boolean} whether the script exited with 0 */
function runSmoke(path) {
  if (!knowsSmoke(path)) {
    console.error(`${path} does not know --smoke: bench/support/script.js has it`);
    return false;
  }
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, '--smoke'], { cwd: root, encoding: 'utf8' });
  const took = `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  console.log(`${path.padEnd(28)} ${status === 0 ? 'works' : `FAILS with exit code ${status}`}  ${took}`);
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'bench-smoke.js') {
  const chosen = process.argv.slice(2);
  const scripts = benchScripts().filter((path) => chosen.length === 0 || chosen.some((name) => path.includes(name)));
  // All scripts run, even after one fails.
  const results = scripts.map(runSmoke);
  if (scripts.length === 0 || results.includes(false)) process.exitCode = 1;
}
