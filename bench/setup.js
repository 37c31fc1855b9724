// What a newcomer waits for: `npm ci` in a fresh clone with an empty npm cache, then `npm start` to the end of its table, and with
// --test `npm test` after these. Medians of N fresh clones of the last commit (uncommitted changes are not measured):
//   node bench/setup.js [--runs N] [--test] [--smoke]
// --smoke installs once and compiles nothing: it shows that the script works. The goals are for an idle machine with two cores.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { costOf, median } from './support/cost.js';
import { scratchFolder, smoke } from './support/script.js';

/** @typedef {import('./support/cost.js').Cost} Cost */

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    test: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false }, // support/script.js
  },
});
const runs = smoke ? 1 : Number(options.runs);
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(`Error: --runs: '${options.runs}' is not a whole number above 0`);
  process.exit(2);
}

/** The steps of one fresh clone, in order. @returns {Record<string, Cost>} */
function measureClone() {
  const scratch = scratchFolder();
  try {
    const cwd = join(scratch, 'clone');
    execFileSync('git', ['clone', '--quiet', root, cwd]);
    const npm = (/** @type {string[]} */ ...args) => costOf('npm', args, { cwd });
    const cache = smoke ? [] : ['--cache', join(scratch, 'npm-cache')];
    const install = npm('ci', ...cache, ...(smoke ? ['--ignore-scripts', '--prefer-offline'] : []));
    if (smoke) return { install };
    return { install, start: npm('start'), ...(options.test && { test: npm('test') }) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const clones = Array.from({ length: runs }, measureClone);
/** @param {(clone: Record<string, Cost>) => number | undefined} msOf */
const medianS = (msOf) => median(clones.map((clone) => (msOf(clone) ?? Number.NaN) / 1000));

/** @type {[what: string, seconds: number, goal: number][]} */
const rows = [
  ['npm ci, wall', medianS(({ install }) => install?.wallMs), 75],
  ['npm ci, CPU', medianS(({ install }) => install?.cpuMs), 120],
  [
    'npm ci && npm start, wall',
    medianS(({ install, start }) => (install?.wallMs ?? 0) + (start?.wallMs ?? Number.NaN)),
    100,
  ],
  ['npm test after them, wall', medianS(({ test }) => test?.wallMs), 360],
  ['npm test after them, CPU', medianS(({ test }) => test?.cpuMs), Number.NaN],
];
console.log(smoke ? 'A smoke run: its figures say nothing.' : `Median of ${runs} fresh clones, empty npm cache`);
for (const [what, seconds, goal] of rows.filter((row) => !Number.isNaN(row[1]))) {
  const missed = !smoke && seconds > goal;
  if (missed) process.exitCode = 1;
  const wanted = smoke || Number.isNaN(goal) ? '' : `  goal ${goal} s${missed ? '  MISSED' : ''}`;
  console.log(`${what.padEnd(28)}${seconds.toFixed(1).padStart(7)} s${wanted}`);
}
