// npm's install step: leaves the prebuilt addon alone where it loads, and builds one where there is none that does.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = `${process.platform}-${process.arch}`;

/** @param {string[]} lines @returns {never} */
function fail(...lines) {
  console.error(`rcu-bench: ${lines.join('\n  ')}`);
  process.exit(1);
}

/** In a process of its own: an addon for another C library may end it. @param {string} path @returns why it does not load */
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

/** @returns {string | undefined} the C++ compiler; g++ is what make takes when it is told none */
function findCompiler() {
  const wanted = process.env.CXX;
  if (wanted) return runs(wanted.split(' ')[0] ?? wanted) ? wanted : undefined;
  return ['g++', 'c++', 'clang++'].find(runs);
}

/** @param {string} why there is no prebuilt addon to be used */
function build(why) {
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
      `The prebuilt one for ${target} cannot be used: ${why}`,
    );
  }
  const env = { ...process.env, ...(compiler !== 'g++' && { CXX: compiler }) };
  if (!nodeGyp(['clean'], env) || !nodeGyp(['configure'], env)) {
    fail(
      'the build of the addon could not be set up: node-gyp says why above',
      "If it could not fetch Node's headers, name the folder that has include/node: npm install --nodedir=/usr",
    );
  }
  if (!nodeGyp(['build', '-j', 'max'], env)) {
    fail('the addon could not be compiled: it needs C++20 (GCC 11, Clang 16, or newer)');
  }
}

if (process.platform !== 'linux') fail(`Linux only (this is ${process.platform}): it measures futexes`);
// A checkout has sources that may differ from those of any prebuilt addon.
const isCheckout = existsSync(join(root, 'src'));
const why = isCheckout ? 'this is a checkout' : whyUnusable(join(root, 'prebuilds', target, 'rcu-bench.node'));
if (why !== undefined) build(why);
