// node bench/explore.js [VERSION]: measures how fast one thread explores the schedules of three producers at three preemptions:
// by snapshot and by replay without pruning, with pruning, and every standard scenario.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { args, smoke } from './support/script.js';

const built = fileURLToPath(new URL('../native/build/Release/rcu_bench.node', import.meta.url));
const { Exploration, standardScenarios } = createRequire(import.meta.url)(process.env.RCU_BENCH_ADDON ?? built);
const version = args[0] ?? 'v3';
const rounds = smoke ? 1 : 5;
const preemptions = smoke ? 1 : 3;

/** @param {string} name @param {object} changes */
async function explore(name, changes) {
  const { text } = standardScenarios().find((/** @type {{name: string}} */ one) => one.name === name);
  const config = {
    version,
    scenarioName: name,
    scenarioText: text,
    preemptions,
    strategy: 'dfs',
    comeBack: 'snapshot',
    prune: false,
    atomicCalls: false,
    earlyTimers: false,
    seed: 0,
    memoryBytes: 2 ** 32,
    budgetNs: 0,
    past: [],
    schedule: null,
  };
  return new Exploration({ ...config, ...changes }).run();
}

/** The fastest of several rounds: a disturbance only makes a round slower. @param {string} name @param {object} changes */
async function fastest(name, changes) {
  let best = await explore(name, changes);
  for (let i = 1; i < rounds; i++) {
    const next = await explore(name, changes);
    if (next.seconds < best.seconds) best = next;
  }
  return best;
}

/** @param {string} what @param {{schedules: number, steps: number, states: number, seconds: number, memoryBytes: number}} outcome */
function print(what, { schedules, steps, states, seconds, memoryBytes }) {
  const k = (/** @type {number} */ n) => `${Math.round(n / 1e3).toLocaleString('en-US')}k`;
  const cells = [
    what.padEnd(40),
    k(schedules).padStart(8),
    k(states).padStart(8),
    `${seconds.toFixed(3)} s`.padStart(9),
    `${k(schedules / seconds)}/s`.padStart(10),
    `${Math.round((seconds / steps) * 1e9)} ns`.padStart(6),
    `${(memoryBytes / 2 ** 20).toFixed(1)} MiB`.padStart(10),
  ];
  console.log(cells.join(' '));
}

console.log(
  `${version}, up to ${preemptions} preemptions${' '.repeat(19)} schedules states      time  schedules  /step     memory`,
);
print('three-producers, snapshot, not pruned', await fastest('three-producers', {}));
print('three-producers, replay, not pruned', await fastest('three-producers', { comeBack: 'replay' }));
for (const { name } of standardScenarios()) print(`${name}, pruned`, await explore(name, { prune: true }));
