// Measures start-up cost as ratios to `node -e 0` in the same run: CPU time of the command line and of a trial's process, and the wall
// time that `compare` adds to a trial beyond its warm-up and duration. Run it on an idle machine:
//   node bench/startup.js [--smoke]
// --smoke takes only a few samples, to show that the script works. Exits 1 if a figure exceeds its goal, except with --smoke.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from '../scripts/import-sources.js';
import { costOf, median } from './support/cost.js';
import { scratchFolder, smoke } from './support/script.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readyChild = fileURLToPath(new URL('support/ready-child.cjs', import.meta.url));
const starts = smoke ? 2 : 15;
const comparisons = smoke ? 1 : 3;
const manyRounds = smoke ? 2 : 7;
const scratch = scratchFolder();

/** @typedef {import('./support/cost.js').Cost} Cost */

/** @param {string[]} args of node */
const costOfNode = (args) => costOf(process.execPath, args);

/** The cost of a trial's process from fork() until it begins to measure. @returns {Promise<Cost>} */
function costOfTrialStart() {
  const begin = performance.now();
  const child = fork(readyChild, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  /** @type {Cost | undefined} */
  let cost;
  child.on('message', (/** @type {{ kind: string, cpuMs: number }} */ { kind, cpuMs }) => {
    if (kind === 'ready') cost = { cpuMs, wallMs: performance.now() - begin };
  });
  child.send({ kind: 'start', job: { config: trialConfig, samplesFile: join(scratch, 'samples') } });
  return new Promise((resolve, reject) => {
    child.on('close', () => (cost === undefined ? reject(new Error('the trial was never ready')) : resolve(cost)));
  });
}

/** The job of an untraced trial of v3, as short as possible. */
async function shortTrial() {
  const { engineConfig, parseRunConfig, readHost } = await importSources(
    'engine/engine',
    'config/run-config',
    'bench/environment/host',
  );
  const flags = { duration: '100ms', warmup: '0', trace: 'off' };
  const config = parseRunConfig({ versions: ['v3'], flags }, readHost(), () => 1);
  return engineConfig(config, 'v3', false);
}

const trialMs = { duration: 300, warmup: 100 };

/** Subtracts a run with few rounds from a run with many, so that floors and start-up cancel. @returns ms of a trial beyond warm-up and duration */
function addedPerTrialMs() {
  /** @param {number} rounds */
  const wallMs = (rounds) => {
    const times = ['--duration', `${trialMs.duration}ms`, '--warmup', `${trialMs.warmup}ms`];
    const args = ['compare', 'baseline', 'v3', ...times, '--rate', '20', '--seed', '1', '--trials', `${rounds}`];
    return costOfNode([join(root, 'bin/run.js'), ...args]).wallMs;
  };
  const trials = 2 * (manyRounds - 1);
  return (wallMs(manyRounds) - wallMs(1)) / trials - trialMs.duration - trialMs.warmup;
}

let missed = 0;

/** @param {string} what @param {number} ms @param {number} baseMs @param {number} [goal] of the ratio */
function print(what, ms, baseMs, goal) {
  const ratio = ms / baseMs;
  if (goal !== undefined && ratio > goal) missed += 1;
  const wanted = goal === undefined ? '' : `  goal ${goal.toFixed(1)}x${ratio > goal ? '  MISSED' : ''}`;
  console.log(`${what.padEnd(34)}${ms.toFixed(0).padStart(6)} ms${ratio.toFixed(2).padStart(7)}x${wanted}`);
}

const cli = (/** @type {string[]} */ ...args) => [join(root, 'bin/run.js'), ...args];
/** @type {[args: string[], goal: number | undefined][]} */
const commandLines = [
  [['--version'], 1.3],
  [['--help'], 2],
  [['run', '--help'], 2],
  [['trace', 'cut', '--help'], 2],
  [['versions'], undefined],
];

const trialConfig = await shortTrial();
/** @type {Cost[]} */
const nodes = [];
/** @type {Cost[]} */
const trialStarts = [];
/** @type {Cost[][]} */
const commands = commandLines.map(() => []);
// The commands take turns, so that other load on the machine affects all of them equally.
for (let i = 0; i < starts; i++) {
  nodes.push(costOfNode(['-e', '0']));
  for (const [k, [args]] of commandLines.entries()) commands[k]?.push(costOfNode(cli(...args)));
  trialStarts.push(await costOfTrialStart());
}
const cpuMs = (/** @type {Cost[]} */ costs) => median(costs.map((cost) => cost.cpuMs));
const wallMs = (/** @type {Cost[]} */ costs) => median(costs.map((cost) => cost.wallMs));

console.log(`CPU time, median of ${starts}`);
print('node -e 0', cpuMs(nodes), cpuMs(nodes));
for (const [k, [args, goal]] of commandLines.entries()) {
  print(args.join(' '), cpuMs(commands[k] ?? []), cpuMs(nodes), goal);
}
print("a trial's process, until it is ready", cpuMs(trialStarts), cpuMs(nodes), 1.7);

const added = Array.from({ length: comparisons }, addedPerTrialMs);
console.log(`\nWall time, median of ${starts}; of compare, of ${comparisons}`);
print('node -e 0', wallMs(nodes), wallMs(nodes));
print("a trial's process, until it is ready", wallMs(trialStarts), wallMs(nodes));
print('a trial of compare, added', median(added), wallMs(nodes), 2);
if (missed > 0 && !smoke) process.exitCode = 1;
