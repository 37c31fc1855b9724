// node bench/tracing/run.js [--json]: what an event costs in this project's recorder, beside a clock read, LTTng-UST and USDT.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const build = `${here}build`;
const native = fileURLToPath(new URL('../../native', import.meta.url));
const lttng = hasHeader('lttng/tracepoint.h') && has('lttng');
const usdt = hasHeader('sys/sdt.h');
const bpftrace = usdt && process.getuid?.() === 0 && has('bpftrace');
const sessionName = `rcu-bench-${process.pid}`;

/** @param {string} program */
function has(program) {
  return spawnSync('which', [program]).status === 0;
}

/** @param {string} name */
function hasHeader(name) {
  const { status } = spawnSync('g++', ['-E', '-x', 'c++', '-'], {
    input: `#include <${name}>`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return status === 0;
}

function compile() {
  mkdirSync(build, { recursive: true });
  const defines = [...(lttng ? ['-DHAVE_LTTNG'] : []), ...(usdt ? ['-DHAVE_USDT'] : [])];
  const common = ['-O2', `-I${native}`, `-I${here}`, ...defines];
  const sources = ['trace/recorder.cc', 'trace/event_clock.cc'].map((file) => `${native}/${file}`);
  const objects = lttng ? [`${build}/lttng_events.o`] : [];
  if (lttng) execFileSync('gcc', [...common, '-c', `${here}lttng_events.c`, '-o', `${build}/lttng_events.o`]);
  const libraries = lttng ? ['-llttng-ust', '-ldl'] : [];
  const options = ['-std=c++20', '-fno-exceptions', '-pthread', `${here}main.cc`, ...sources, ...objects];
  execFileSync('g++', [...common, ...options, ...libraries, '-o', `${build}/tracing`], { stdio: 'inherit' });
}

/** A snapshot session: its buffers are overwritten, as a flight recorder's. @template T @param {() => T} work @returns {T} */
function withLttngSession(work) {
  if (!lttng) return work();
  const command = (/** @type {string[]} */ ...args) => execFileSync('lttng', ['--quiet', ...args], { stdio: 'pipe' });
  if (spawnSync('pgrep', ['-x', 'lttng-sessiond']).status !== 0) execFileSync('lttng-sessiond', ['--daemonize']);
  command('create', sessionName, '--snapshot', '--output', `${build}/lttng`);
  try {
    command('enable-channel', '--userspace', '--session', sessionName, '--subbuf-size=1M', '--num-subbuf=4', 'channel');
    command('enable-event', '--userspace', '--session', sessionName, '--channel', 'channel', 'rcu_bench:event');
    command('start', sessionName);
    return work();
  } finally {
    command('destroy', sessionName);
  }
}

/** Has bpftrace count a probe of the program meanwhile. @param {() => string} work */
async function withBpftrace(work) {
  if (!bpftrace) return work();
  const program = `usdt:${build}/tracing:rcu_bench:attached_event { @events = count(); }`;
  const tracer = spawn('bpftrace', ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => tracer.stdout.once('data', resolve));
  try {
    return work();
  } finally {
    tracer.kill('SIGINT');
  }
}

const measure = () =>
  withLttngSession(() => execFileSync(`${build}/tracing`, bpftrace ? ['--attached'] : [], { encoding: 'utf8' }));

/** How the loop's code happens to lie in memory makes as much of a difference. */
const resolutionNs = 0.5;
const figure = (/** @type {number} */ ns) => (ns < resolutionNs ? `< ${resolutionNs}` : ns.toFixed(2));

/** @param {{ clock: string, events: number, candidates: { name: string, medianNs: number, leastNs: number }[] }} result */
function table({ clock, events, candidates }) {
  const read = candidates.find(({ name }) => name === 'ticks');
  const rows = candidates.map(({ name, medianNs, leastNs }) => [
    name === 'ticks' ? `clock read (${clock})` : name,
    figure(medianNs),
    figure(leastNs),
    medianNs < resolutionNs ? '' : (medianNs / (read?.medianNs ?? Number.NaN)).toFixed(2),
  ]);
  const absent = [
    ...(lttng ? [] : ['LTTng-UST: not installed (apt-get install liblttng-ust-dev lttng-tools)']),
    ...(usdt ? [] : ['USDT: not installed (apt-get install systemtap-sdt-dev)']),
    ...(bpftrace ? [] : ['USDT, attached: needs bpftrace (apt-get install bpftrace) and root']),
  ];
  const line = (/** @type {string[]} */ [name = '', ...cells]) =>
    name.padEnd(26) + cells.map((cell) => cell.padStart(11)).join('');
  const head = line(['ns per event', 'median', 'least', 'ratio']);
  return [head, ...rows.map(line), ...absent, `${events.toLocaleString('en-US')} events each`].join('\n');
}

compile();
const result = JSON.parse(await withBpftrace(measure));
console.log(process.argv.includes('--json') ? JSON.stringify(result) : table(result));
