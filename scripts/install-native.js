// npm's install step: leaves the prebuilt addon alone where that loads, and builds the addon everywhere else.
//
// --packaged: does nothing in a checkout, where npm's prepare step (scripts/prepare.js) calls this beside the build of dist/.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hintFor } from './build-hint.js';
import { nodeGyp } from './node-gyp.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = `${process.platform}-${process.arch}`;

/** @param {string[]} lines @returns {never} */
function fail(...lines) {
  console.error(`rcu-bench: ${lines.join('\n  ')}`);
  process.exit(1);
}

/** Loads the addon in a process of its own: an addon for another C library may end it. @param {string} path @returns why the addon does not load */
function whyUnusable(path) {
  if (!existsSync(path)) return 'there is none';
  const { status, stderr } = spawnSync(process.execPath, ['-e', 'require(process.argv[1])', path], {
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return /^Error: (.*)$/m.exec(stderr)?.[1] ?? 'it ends the process that loads it';
}

/** @param {string} command */
const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/** @returns {string | undefined} the C++ compiler; g++ is make's default */
function findCompiler() {
  const wanted = process.env.CXX;
  if (wanted) return runs(wanted.split(' ')[0] ?? wanted) ? wanted : undefined;
  return ['g++', 'c++', 'clang++'].find(runs);
}

/** Ends the process where a tool is missing. @param {string} why the prebuilt addon cannot be used @returns the environment of the build */
function checkedTools(why) {
  const compiler = findCompiler();
  const python = process.env.npm_config_python || process.env.PYTHON || 'python3';
  const missing = [
    ...(compiler === undefined ? [process.env.CXX || 'g++'] : []),
    ...['make', python].filter((command) => !runs(command)),
  ];
  if (missing.length > 0) {
    fail(
      `the addon has to be built here, and there is no ${missing.join(', no ')}`,
      'Debian: apt-get install g++ make python3',
      `The prebuilt addon for ${target} cannot be used: ${why}`,
    );
  }
  return { ...process.env, ...(compiler !== 'g++' && { CXX: compiler }) };
}

/** @param {string} why the prebuilt addon cannot be used */
async function build(why) {
  const env = checkedTools(why);
  const begin = performance.now();
  for (const step of [['configure'], ['build', '-j', process.env.JOBS ?? 'max']]) {
    const { ok, output } = await nodeGyp(step, env);
    if (ok) continue;
    console.error(output);
    fail('the addon could not be built', hintFor(output));
  }
  console.error(`rcu-bench: built the addon in ${((performance.now() - begin) / 1000).toFixed(0)} s (${why})`);
}

if (process.platform !== 'linux') fail(`Linux only (this is ${process.platform}): it measures futexes`);
// A checkout has sources that may differ from those of any prebuilt addon.
const isCheckout = existsSync(join(root, 'src'));
if (!(isCheckout && process.argv.includes('--packaged'))) {
  const why = isCheckout ? 'this is a checkout' : whyUnusable(join(root, 'prebuilds', target, 'rcu-bench.node'));
  if (why !== undefined) await build(why);
}
