// Measures the cost of one event in rcu-bench's recorder, LTTng-UST and USDT, and of reading a clock. See README.md.
//   node bench/tracing/run.js [--rounds N] [--events N] [--no-tracers] [--check] [--json]
//   node bench/tracing/run.js --smoke: a few short rounds of the recorder alone, to show that the script works
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { goalOf, resolutionOf, rowsOf } from './figures.js';
import { measureAlone, measureTraced } from './session.js';
import { tableText } from './table.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '201' },
    events: { type: 'string', default: '20000' },
    'no-tracers': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
  },
});

/** @param {'rounds' | 'events'} name */
function countOf(name) {
  const count = Number(options[name]);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`Error: --${name}: '${options[name]}' is not a whole number above 0`);
  process.exit(2);
}

const [rounds, events] = options.smoke ? [3, 1000] : [countOf('rounds'), countOf('events')];
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interruption.abort());

const plan = { program: build(), rounds, events, stop: interruption.signal };
const session = await (options['no-tracers'] || options.smoke ? measureAlone : measureTraced)(plan).catch((error) => {
  if (!interruption.signal.aborted) throw error;
  process.exit(130);
});

const rows = rowsOf(session.measured, session.silent);
const goal = goalOf(rows);
const machine = { cpu: cpus()[0]?.model ?? 'unknown CPU', cpus: cpus().length, kernel: release() };
if (options.json) {
  console.log(JSON.stringify({ machine, rounds, events, goal, warnings: session.warnings, rows }, null, 2));
} else {
  console.log(`What one event costs: ${rounds} rounds of ${events} events of each kind, interleaved`);
  console.log(`${machine.cpu}, ${machine.cpus} CPUs, Linux ${machine.kernel}\n`);
  console.log(tableText(rows, resolutionOf(session.measured)));
  console.log(`\nGoal: the recorder at most ${goal.limit} x one time stamp: ${goal.met ? 'met' : 'NOT MET'}`);
  for (const warning of session.warnings) console.log(`Warning: ${warning}`);
}
if (options.check && !goal.met) process.exitCode = 1;
