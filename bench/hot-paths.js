// Measures what the tool adds to the steps that a trial repeats most, in the addon as shipped: a shared library reaches thread-local
// variables and functions in other ways than an executable does.
//
//   node bench/hot-paths.js [--version VERSION] [--runs N] [--rounds N] [--json] [--smoke] [--addon FILE]...
//
// Each run is a separate process. With several addons the runs are interleaved, and the other addons are compared with the first: --addon old.node --addon native/build/Release/rcu_bench.node. --smoke: one short run; its figures mean nothing.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const goalNs = 35;

/** The steps that native/trial/hot_paths.h measures, in the order of the table. @type {Record<string, string>} */
const labels = {
  call: 'call_rcu',
  call_unattached: 'call_rcu, thread not observed',
  call_traced: 'call_rcu, traced',
  call_beside: 'call_rcu while callbacks run',
  callback: 'a callback',
  read_loop: 'read lock + unlock, in a loop',
  read_called: 'read lock + unlock, called',
  read_traced: 'read lock + unlock, traced',
  bql: 'BQL lock + unlock',
  bql_unattached: 'BQL lock + unlock, not observed',
  bql_traced: 'BQL lock + unlock, traced',
};

const { values: options } = parseArgs({
  options: {
    addon: { type: 'string', multiple: true },
    version: { type: 'string', default: 'v3' },
    runs: { type: 'string', default: '9' },
    rounds: { type: 'string', default: '21' },
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    one: { type: 'boolean', default: false },
  },
});
const built = fileURLToPath(new URL('../native/build/Release/rcu_bench.node', import.meta.url));
const addons = (options.addon ?? [process.env.RCU_BENCH_ADDON || built]).map((file) => resolve(file));
const runs = options.smoke ? 1 : wholeNumber('runs', options.runs);
const rounds = options.smoke ? 3 : wholeNumber('rounds', options.rounds);

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  return fail(`Error: --${name}: '${text}' is not a whole number above 0`, 2);
}

/** @param {string} message @param {number} code @returns {never} */
function fail(message, code) {
  console.error(message);
  process.exit(code);
}

/** @param {Iterable<number>} values */
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** The median of each step over the rounds of this process. @param {string} addon @returns {Record<string, number>} */
function measureHere(addon) {
  const { measureHotPaths, probeMembarrier } = createRequire(import.meta.url)(addon);
  if (measureHotPaths === undefined) throw new Error(`${addon} has no measureHotPaths(): it is older than this script`);
  const membarrier = probeMembarrier('on') === null ? 'on' : 'off';
  /** @type {Record<string, Float64Array>} */
  const steps = measureHotPaths(options.version, membarrier, rounds);
  return Object.fromEntries(Object.entries(steps).map(([step, valuesNs]) => [step, median(valuesNs)]));
}

/** The same in a separate process. @param {string} addon @returns {Record<string, number>} */
function measure(addon) {
  const script = fileURLToPath(import.meta.url);
  const args = [script, '--one', '--addon', addon, '--version', options.version, '--rounds', `${rounds}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) fail(stderr.trim(), 1);
  return JSON.parse(stdout);
}

/** @param {Record<string, number>[]} medians one record for each addon */
function print(medians) {
  const [reference = {}, ...others] = medians;
  console.log(`ns each; ${options.version}; medians of ${runs} processes of ${rounds} rounds`);
  console.log(`${''.padEnd(32)}${addons.map((addon) => basename(addon).slice(-14).padStart(16)).join('')}`);
  for (const [step, label] of Object.entries(labels)) {
    const before = reference[step] ?? Number.NaN;
    const compared = others.map((own) => {
      const now = own[step] ?? Number.NaN;
      return `${now.toFixed(1)} ${(now / before).toFixed(2)}x`.padStart(16);
    });
    console.log(`${label.padEnd(32)}${before.toFixed(1).padStart(16)}${compared.join('')}`);
  }
  const lastNs = medians.at(-1)?.call ?? Number.NaN;
  if (options.smoke) console.log('\nA smoke run: its figures say nothing.');
  else console.log(`\nGoal: call_rcu at most ${goalNs} ns: ${lastNs <= goalNs ? 'met' : 'missed'}`);
}

if (options.one) {
  try {
    console.log(JSON.stringify(measureHere(addons[0] ?? built)));
  } catch (error) {
    fail(`Error: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`, 1);
  }
} else {
  const all = Array.from({ length: runs }, () => addons.map(measure));
  const medians = addons.map((_, i) =>
    Object.fromEntries(
      Object.keys(labels).map((step) => [step, median(all.map((run) => run[i]?.[step] ?? Number.NaN))]),
    ),
  );
  if (options.json) console.log(JSON.stringify({ version: options.version, runs, rounds, goalNs, addons, medians }));
  else print(medians);
}
