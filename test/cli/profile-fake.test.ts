// How a profile ends, with fake trials and a package that stands in for clinic (test/support/fake-clinic.ts).
// test/consumers tests the output of the real clinic.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProfileDocument } from '../../src/documents/profile.js';
import { type CliOptions, fakeEngine, runCli, TrialMarks, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { fakeClinic } from '../support/fake-clinic.js';
import { readHostRecording } from '../support/read-host-recording.js';

const fakeAddon = resolve('test/support/fake-addon.cjs');
const recording = { RCU_BENCH_ADDON: resolve('test/support/recording-addon.cjs'), RCU_BENCH_WRAPPED: fakeAddon };

/** Runs `profile doctor` beside a clinic, in a separate folder. @param start runs in this process or in a new one */
async function profile(args: string[], options: CliOptions = {}, start: typeof runCli = runHere) {
  const { cwd = temporaryFolder(), env = {}, ...more } = options;
  fakeClinic(cwd);
  const result = await start(['profile', 'doctor', ...args], { cwd, env: { ...fakeEngine(), ...env }, ...more });
  return { ...result, cwd, traces: existsSync(join(cwd, 'traces')) ? readdirSync(join(cwd, 'traces')).sort() : [] };
}

test('the output folder contains the files and nothing else', async () => {
  const { code, stdout, stderr, traces } = await profile([], { env: recording }, runCli);
  expect([code, stderr]).toEqual([0, '']);
  expect(traces).toEqual(['blob-unmap-v3-doctor.html', 'blob-unmap-v3-doctor.rcutrace', 'blob-unmap-v3.clinic-doctor']);
  expect(stdout.replace(/seed \d+/, 'seed N').replace(/with \d+/, 'with N')).toMatchInlineSnapshot(`
    "clinic doctor on blob-unmap v3, 2s, seed N: pass
    Page      traces/blob-unmap-v3-doctor.html
    Data      traces/blob-unmap-v3.clinic-doctor
    Recording traces/blob-unmap-v3-doctor.rcutrace (with N events of clinic)
    "
  `);
});

test("the host's own timeline and clinic's events are added to the trial's recording, as one process", async () => {
  const { cwd } = await profile([], { env: recording });
  const { processes, threads, meta, events } = readHostRecording(join(cwd, 'traces/blob-unmap-v3-doctor.rcutrace'));
  expect(processes.map(({ name }) => name)).toEqual(['blob-unmap v3']);
  expect(threads.map(({ name, pid }) => [name, pid])).toEqual([
    ['node event loop', processes[0]?.pid],
    ['clinic (v8)', processes[0]?.pid],
  ]);
  const names = new Set(events.map(({ kind }) => kind.name));
  for (const name of ['load the addon', 'run', 'write the samples', 'write the recording', 'loopStart']) {
    expect(names).toContain(name);
  }
  expect(meta).toMatchObject({ title: 'blob-unmap v3', hostDroppedEntries: 0 });
  expect(meta.clinicEvents).toBeGreaterThan(0);
});

test('--json reports the same files', async () => {
  const { stdout } = await profile(['v2', '--json', '--output', 'here', '--', '--duration', '1s', '--seed', '7'], {
    env: recording,
  });
  const document: ProfileDocument = JSON.parse(stdout);
  expect(document).toMatchObject({
    clinicTool: 'doctor',
    clinicPackage: '@clinic/doctor@11.0.0',
    version: 'v2',
    seed: 7,
    durationNs: 1e9,
    status: 'pass',
    files: { page: 'here/blob-unmap-v2-doctor.html' },
  });
  expect(document.clinicEvents).toBeGreaterThan(0);
});

describe("the exit code is the trial's, which clinic does not report", () => {
  test.each<[string, number, string]>([
    ['violation', 5, 'gp-violation'],
    ['stall', 4, 'stalled'],
    ['crash', 1, 'crashed'],
    ['exit', 1, 'crashed'],
  ])('%s exits %d', async (behaviour, exitCode, status) => {
    const { code, stdout } = await profile(['v3'], { env: fakeEngine({ v3: behaviour }) });
    expect(code).toBe(exitCode);
    expect(stdout).toContain(`: ${status}\n`);
  });
});

test('an addon that cannot be loaded causes the same error as in a run', async () => {
  const { code, stderr } = await profile([], { env: { RCU_BENCH_ADDON: '/nowhere.node' } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: the native addon cannot be loaded\n {2}\/nowhere\.node: not there\n/);
});

test('a page that clinic cannot write is reported; the other files are kept, and the exit code is 1', async () => {
  const { code, stderr, traces } = await profile([], { env: { ...recording, FAKE_CLINIC: 'no-page' } });
  expect(code).toBe(1);
  expect(stderr).toBe('Error: clinic doctor has made no page\n  browserify says no\n');
  expect(traces).toEqual(['blob-unmap-v3-doctor.rcutrace', 'blob-unmap-v3.clinic-doctor']);
});

test("a trace file in the user's folder causes no error, and is kept", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'node_trace.1.log'), "the user's");
  expect((await profile([], { cwd })).code).toBe(0);
  expect(readFileSync(join(cwd, 'node_trace.1.log'), 'utf8')).toBe("the user's");
});

test("the user's NODE_OPTIONS apply to the trial, and not to clinic's process", async () => {
  const cwd = temporaryFolder();
  const preload = join(cwd, 'preload.cjs');
  writeFileSync(
    preload,
    `require('node:fs').appendFileSync(${JSON.stringify(`${cwd}/seen`)}, process.argv[1] + '\\n')`,
  );
  // The tool must prevent that the user's trace categories replace those that clinic needs.
  const env = { NODE_OPTIONS: `--require ${preload} --trace-event-categories node.fs`, ...recording };
  expect((await profile([], { cwd, env }, runCli)).code).toBe(0);
  const programs = readFileSync(join(cwd, 'seen'), 'utf8');
  expect(programs).toMatch(/profiled-trial\.cjs\n/);
  expect(programs).not.toMatch(/collector\.cjs\n/);
  const { events } = readHostRecording(join(cwd, 'traces/blob-unmap-v3-doctor.rcutrace'));
  expect(events.map(({ kind }) => kind.name)).toContain('loopStart');
});

test('a second profile replaces the first', async () => {
  const { cwd } = await profile([], { env: recording });
  const { code, stderr } = await profile([], { cwd, env: recording });
  expect([code, stderr]).toEqual([0, '']);
});

describe("the last profile's files", () => {
  const placed = (cwd: string) =>
    ['html', 'rcutrace'].map((ending) => readFileSync(join(cwd, `traces/blob-unmap-v3-doctor.${ending}`), 'latin1'));

  test('are kept if a new profile fails', async () => {
    const { cwd } = await profile([], { env: recording });
    const before = placed(cwd);
    const { code, stdout, traces } = await profile([], { cwd, env: { ...recording, ...wrapped('crash') } });
    expect(code).toBe(1);
    expect(stdout).not.toContain('Page');
    expect(traces).toHaveLength(3);
    expect(placed(cwd)).toEqual(before);
  });

  test('the old page is kept if clinic cannot write a new page, and is not reported as new', async () => {
    const { cwd } = await profile([], { env: recording });
    const page = join(cwd, 'traces/blob-unmap-v3-doctor.html');
    writeFileSync(page, 'the first');
    const { code, stdout } = await profile([], { cwd, env: { ...recording, FAKE_CLINIC: 'no-page' } });
    expect(code).toBe(1);
    expect(stdout).not.toContain('Page');
    expect(stdout).toContain('Recording');
    expect(readFileSync(page, 'utf8')).toBe('the first');
  });
});

/** Profiles v3 and sends Ctrl-C once the trial runs; with `twice`, sends another after clinic received the first. */
function interrupted(behaviour: string, how: { twice?: boolean } = {}) {
  const marks = new TrialMarks();
  const env = { ...recording, ...wrapped(behaviour), ...marks.env };
  return profile([], { env, started: (child) => marks.interrupt(child, how) }, runCli);
}
const wrapped = (behaviour: string) => ({ RCU_BENCH_FAKE: `v3=${behaviour}` });

test('Ctrl-C ends the trial, and its results are kept', async () => {
  const { code, stdout, traces } = await interrupted('wait');
  expect(code).toBe(130);
  expect(stdout).toContain(': interrupted\n');
  expect(traces).toEqual(['blob-unmap-v3-doctor.html', 'blob-unmap-v3-doctor.rcutrace', 'blob-unmap-v3.clinic-doctor']);
});

test('the second Ctrl-C kills a trial that ignores the first', async () => {
  const { code, stdout, traces } = await interrupted('hang', { twice: true });
  expect(code).toBe(130);
  expect(stdout).toContain(': interrupted\n  interrupted twice\n');
  expect(traces).toEqual([]);
});

describe('an invalid command line exits 2', () => {
  test.each<[string[], RegExp]>([
    [['v3', 'v2'], /^Error: a profile has one version, not 2\n/],
    [['v3', '--', 'v2'], /^Error: a profile has one version, not 2\n/],
    [['v33'], /^Error: unknown version 'v33'\n/],
    [
      ['--', '--durtion', '1s'],
      /^Error: unknown option --durtion\n {2}Did you mean --duration\? 'rcu-bench run --help'/,
    ],
    [['--', '--trace', 'x.json'], /^Error: unknown option --trace\n/],
    [['--output', ''], /^Error: --output: the file name is empty\n/],
  ])('%j', async (args, message) => {
    const { code, stderr, traces } = await profile(args);
    expect(stderr).toMatch(message);
    expect([code, traces]).toEqual([2, []]);
  });
});

test('without clinic the error names the command that installs clinic', async () => {
  const { code, stderr } = await runHere(['profile', 'flame'], { env: { RCU_BENCH_CLINIC: '/nowhere' } });
  expect(code).toBe(1);
  expect(stderr).toBe(
    "Error: clinic is not installed in RCU_BENCH_CLINIC=/nowhere, and 'profile flame' needs it\n" +
      '  Install it: npm install --global clinic\n' +
      '  RCU_BENCH_CLINIC=<folder> names another node_modules folder.\n',
  );
});
