// What probes add to the steps that a trial repeats most. Checks the instructions of the built addon, which are free of
// measurement noise, and that the benchmark of these costs runs.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { addonCandidates } from '../../src/engine/binding.js';

const [addon = ''] = addonCandidates();

function output(command: string, args: string[], input = ''): string {
  const { error, stdout } = spawnSync(command, args, { encoding: 'utf8', input, maxBuffer: 2 ** 28 });
  return error === undefined ? stdout : '';
}

/** Functions that each function of the addon calls, by demangled names. */
function callsOfFunctions(): Map<string, string[]> {
  const calls = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output('objdump', ['-d', '-C', '--no-show-raw-insn', addon]).split('\n')) {
    const [, name] = /^[0-9a-f]+ <(.*)>:$/.exec(line) ?? [];
    if (name !== undefined) {
      current = [];
      calls.set(name, current);
    }
    // Prefixes pad a call of __tls_get_addr: 'rex.W call'.
    const [, callee] = /\b(?:call|jmp) +[0-9a-f]+ <(.*)>$/.exec(line) ?? [];
    if (callee !== undefined) current.push(callee);
  }
  return calls;
}

const isGlibc = 'glibcVersionRuntime' in ((process.report.getReport() as { header: object }).header ?? {});
const reason =
  process.arch !== 'x64' ? 'it knows x86-64 only' : output('objdump', ['--version']) === '' ? 'no objdump' : undefined;
const title = (name: string) => `${name}${reason === undefined ? '' : ` (skipped: ${reason})`}`;

/** `call_rcu` of every version, and lock and unlock of the BQL, without the functions that they call. */
const hot =
  /^rcu_bench::(rcu::(RcuState|V1Family|CallbackQueue|Callbacks|Event|BigLock)<.*LiveProbes> .*>::(call_and_set|call|enqueue|add|set|lock|unlock)|provider::EngineTable<.*>::call)\(/;

test.skipIf(reason !== undefined)(title('a probe that nobody counts calls nothing in an untraced thread'), () => {
  const calls = callsOfFunctions();
  const hotFunctions = [...calls.keys()].filter((name) => hot.test(name));
  expect(hotFunctions.length).toBeGreaterThan(10);
  // These do more than count: tracing, delays, BQL waits, and example-v4's call_rcu, which counts as a force request.
  const allowed = /ThreadLog::record|Perturbation::|Activity::enter_bql_wait|Accounting::on_(bql_|request)/;
  for (const name of hotFunctions) {
    const ours = (calls.get(name) ?? []).filter((callee) => callee.startsWith('rcu_bench::trace::'));
    expect(
      ours.filter((callee) => !allowed.test(callee)),
      name,
    ).toEqual([]);
  }
});

test.skipIf(reason !== undefined || !isGlibc)(title('no thread-local of a hot path is reached by a call'), () => {
  const callers = [...callsOfFunctions()].filter(([, callees]) =>
    callees.some((name) => name.startsWith('__tls_get_addr')),
  );
  // Rare calls: std::call_once, once per process or trial; a variable with a destructor, once per liburcu thread.
  const once = /install_fault_guard|end_measurement|announce_worker/;
  expect(callers.map(([name]) => name).filter((name) => !once.test(name))).toEqual([]);
});

test.skipIf(!isGlibc || output('readelf', ['--version']) === '')(
  'the thread-locals fit into the static TLS that glibc reserves',
  () => {
    const [, bytes = ''] = /^ *TLS +\S+ \S+ \S+ \S+ (0x[0-9a-f]+)/m.exec(output('readelf', ['-lW', addon])) ?? [];
    expect(Number(bytes)).toBeGreaterThan(0);
    expect(Number(bytes)).toBeLessThanOrEqual(512); // glibc.rtld.optional_static_tls, shared by all libraries
  },
);

test.each([
  ['glibc', '', '[[gnu::tls_model("initial-exec")]] thread_local int x;'],
  ['another C library', '#undef __GLIBC__', 'thread_local int x;'],
])('thread-locals use the right TLS model with %s', (_, line, expected) => {
  const source = `#include <cstdint>\n${line}\n#include "platform/static_tls.h"\nRCU_BENCH_STATIC_TLS thread_local int x;\n`;
  const text = output(process.env.CXX ?? 'g++', ['-E', '-P', '-x', 'c++', '-I', 'native', '-'], source);
  expect(text.trim().split('\n').at(-1)?.trim()).toBe(isGlibc || line !== '' ? expected : 'thread_local int x;');
});

const bench = (...args: string[]) => spawnSync(process.execPath, ['bench/hot-paths.js', ...args], { encoding: 'utf8' });

test('the benchmark measures all steps of two addons, alternating', () => {
  const { status, stdout, stderr } = bench('--smoke', '--json', '--addon', addon, '--addon', addon);
  expect([status, stderr]).toEqual([0, '']);
  const { medians } = JSON.parse(stdout) as { medians: Record<string, number>[] };
  expect(medians).toHaveLength(2);
  for (const figures of medians) {
    expect(Object.keys(figures)).toHaveLength(11);
    for (const [step, ns] of Object.entries(figures)) expect(ns, step).toBeGreaterThan(0);
  }
});

test('the table of the benchmark fits into 80 columns', () => {
  const { stdout } = bench('--smoke', '--addon', addon, '--addon', addon);
  const lines = stdout.split('\n');
  expect(lines[2]).toMatch(/^call_rcu +\d+\.\d +\d+\.\d \d+\.\d\dx$/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test.each([
  [['--runs', '0'], 2, "Error: --runs: '0' is not a whole number above 0\n"],
  [['--smoke', '--addon', '/nope.node'], 1, "Error: Cannot find module '/nope.node'\n"],
  [['--smoke', '--addon', addon, '--version', 'v9'], 1, "Error: 'v9' is not a built-in version\n"],
])('the benchmark rejects %j', (args, code, message) => {
  const { status, stderr } = bench(...args);
  expect([status, stderr]).toEqual([code, message]);
});
