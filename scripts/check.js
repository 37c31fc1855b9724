// npm run check: everything that can be said of the sources without running the tool. All steps run; any failure counts.
// --without-tests leaves out the unit tests, where they have just run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { ensureDist } from './ensure-dist.js';

/** @typedef {[name: string, command: string, args: string[]]} Step */

/** @param {string} target @returns {Step['2']} */
const make = (target) => ['--no-print-directory', '-C', 'native/test', `-j${availableParallelism()}`, target];

/** The lists run side by side, the steps of a list one after another. @type {Step[][]} */
const lists = [
  [
    ['C++ warnings', 'make', make('warnings')],
    ['C++ includes', 'make', make('alone')],
  ],
  [
    ['format and lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']],
    ['types', 'npx', ['tsc', '--noEmit']],
    ['directions', 'node', ['scripts/check-directions.js']],
    ['C++ format', 'node', ['scripts/format-native.js', '--check']],
    ['manifest', 'node', ['scripts/check-manifest.js']],
    ['unit tests', 'npx', ['vitest', 'run', '--reporter=dot', 'test/unit']],
  ],
];

/** @param {Step} step @returns {Promise<boolean>} whether it went well */
async function perform([name, command, args]) {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => printed.push(data));
  const [status] = await once(child, 'close');
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (status !== 0) console.log(Buffer.concat(printed).toString());
  return status === 0;
}

/** @param {Step[]} steps @returns {Promise<string[]>} names of those that failed */
async function performAll(steps) {
  const failed = [];
  for (const step of steps) if (!(await perform(step))) failed.push(step[0]);
  return failed;
}

ensureDist();
const withoutTests = process.argv.includes('--without-tests');
const wanted = lists.map((list) => list.filter(([name]) => !(withoutTests && name === 'unit tests')));
const failed = (await Promise.all(wanted.map(performAll))).flat();
if (failed.length > 0) {
  console.error(`check: ${failed.join(', ')} failed`);
  process.exit(1);
}
