// Compiles the benchmark into build/, with each tracer whose headers are installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const native = fileURLToPath(new URL('../../native', import.meta.url));
const output = join(here, 'build');

const flags = ['-O2', '-std=c++20', '-fno-exceptions', '-Wall', '-Wextra', '-pthread', '-I', native, '-I', here];
const recorder = ['recorder.cc', 'event_clock.cc'].map((name) => join(native, 'trace', name));

/** Tracers that are compiled in if their header exists. */
const tracers = {
  lttng: { header: 'lttng/tracepoint.h', flags: ['-DRCU_BENCH_LTTNG'], libraries: ['-llttng-ust', '-ldl'] },
  usdt: { header: 'sys/sdt.h', flags: ['-DRCU_BENCH_USDT'], libraries: [] },
};

/** Builds the program from scratch. @returns {string} the program's path */
export function build() {
  mkdirSync(output, { recursive: true });
  const there = Object.values(tracers).filter(({ header }) => hasHeader(header));
  const program = join(output, 'tracing_bench');
  const sources = readdirSync(here)
    .filter((name) => name === 'main.cc' || name.endsWith('_parts.cc'))
    .map((name) => join(here, name));
  compile(['-fPIC', '-shared', join(here, 'probe.cc'), ...recorder, '-o', join(output, 'libprobe.so')]);
  compile([
    ...there.flatMap((tracer) => tracer.flags),
    ...[...sources, ...recorder],
    ...['-L', output, '-lprobe', '-Wl,-rpath,$ORIGIN'],
    ...there.flatMap((tracer) => tracer.libraries),
    ...['-o', program],
  ]);
  return program;
}

const compiler = () => process.env.CXX ?? 'g++';

/** @param {string} header */
function hasHeader(header) {
  const { status } = spawnSync(compiler(), ['-E', '-x', 'c++', '-'], { input: `#include <${header}>\n` });
  return status === 0;
}

/** @param {string[]} args */
function compile(args) {
  const { error, status, stderr } = spawnSync(compiler(), [...flags, ...args], { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`cannot run ${compiler()}: ${error.message}`);
  if (status !== 0) throw new Error(`${compiler()} failed:\n${stderr}`);
}
