// Measures how long a new user waits: `npm ci` in a fresh clone with an empty npm cache, then `npm start` until its table is printed,
// and with --test then `npm test`. Prints medians over N fresh clones of the last commit (uncommitted changes are not measured):
//   node bench/setup.js [--runs N] [--test] [--smoke]
//   node bench/setup.js --ci [--runs N]        .ci/run with an empty npm cache instead
//   node bench/setup.js --busy 4 [--runs N]    whether `npm test` passes N times in a row while 4 processes compute
// --smoke installs once and compiles nothing, to show that the script works. The goals assume an idle machine with two cores.
import { execFileSync, spawn } from 'node:child_process';
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
    ci: { type: 'boolean', default: false },
    busy: { type: 'string' },
    smoke: { type: 'boolean', default: false }, // support/script.js
  },
});
/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`Error: --${name}: '${text}' is not a whole number above 0`);
  process.exit(2);
}
const runs = smoke ? 1 : wholeNumber('runs', options.runs);

/** @template Result @param {(cwd: string, cache: string) => Result} measure @returns {Result} of `measure` in a fresh clone, which is deleted afterwards */
function inClone(measure) {
  const scratch = scratchFolder();
  try {
    const cwd = join(scratch, 'clone');
    execFileSync('git', ['clone', '--quiet', root, cwd]);
    return measure(cwd, join(scratch, 'npm-cache'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @returns {Record<string, Cost>} the steps, in order */
function measureClone() {
  return inClone((cwd, cache) => {
    const npm = (/** @type {string[]} */ ...args) => costOf('npm', args, { cwd });
    if (smoke) return { install: npm('ci', '--ignore-scripts', '--prefer-offline') };
    if (options.ci) {
      const env = { ...process.env, CI: 'true', npm_config_cache: cache };
      return { ci: costOf('bash', ['.ci/run'], { cwd, env }) };
    }
    const install = npm('ci', '--cache', cache);
    return { install, start: npm('start'), ...(options.test && { test: npm('test') }) };
  });
}

/** Runs `npm test` repeatedly while `loops` processes compute. Exits 1 after the first failure. @param {number} loops */
function testWhileBusy(loops) {
  const busy = Array.from({ length: loops }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  try {
    inClone((cwd) => {
      costOf('npm', ['ci'], { cwd });
      for (let run = 1; run <= runs; run += 1) {
        const { wallMs } = costOf('npm', ['test'], { cwd });
        console.log(`npm test ${run} of ${runs}, ${loops} busy loops: passes in ${(wallMs / 1000).toFixed(0)} s`);
      }
    });
  } finally {
    for (const loop of busy) loop.kill();
  }
}

if (options.busy !== undefined) {
  testWhileBusy(wholeNumber('busy', options.busy));
  process.exit();
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
  ['.ci/run, wall', medianS(({ ci }) => ci?.wallMs), 480],
  ['.ci/run, CPU', medianS(({ ci }) => ci?.cpuMs), Number.NaN],
];
console.log(smoke ? 'A smoke run: its figures say nothing.' : `Median of ${runs} fresh clones, empty npm cache`);
for (const [what, seconds, goal] of rows.filter((row) => !Number.isNaN(row[1]))) {
  const missed = !smoke && seconds > goal;
  if (missed) process.exitCode = 1;
  const wanted = smoke || Number.isNaN(goal) ? '' : `  goal ${goal} s${missed ? '  MISSED' : ''}`;
  console.log(`${what.padEnd(28)}${seconds.toFixed(1).padStart(7)} s${wanted}`);
}
