// A user's libraries, correct and broken, through the command line: the tool reports each failure and continues.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exitCode } from '../../src/base/errors.js';
import type { ProviderCheck } from '../../src/documents/provider-check.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { runCli } from '../support/cli.js';
import { type BrokenKind, buildBroken, buildNonsense, buildToy } from '../support/providers.js';
import { complaints } from '../support/report-schema.js';
import { findSchemaError } from '../support/schema-error.js';

const cwd = mkdtempSync(join(tmpdir(), 'rcu-bench-providers-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

interface Ended<Document> {
  code: number | null;
  document: Document;
}

async function json<Document>(args: string[], seed = 1): Promise<Ended<Document>> {
  const { code, stdout } = await runCli([...args, '--json', '--seed', String(seed)], { cwd });
  return { code, document: JSON.parse(stdout) as Document };
}
const run = (...args: string[]) => json<ResultDocument>(['run', ...args, '--trace', 'off']);
const check = (file: string, duration: string, seed = 1) =>
  json<ProviderCheck>(['provider', 'check', file, '--duration', duration], seed);

/** Tries seeds until a check fails: one seed may miss a defect by chance, five seeds do not. */
async function failingCheck(file: string): Promise<Ended<ProviderCheck>> {
  for (let seed = 1; ; seed += 1) {
    const ended = await check(file, '1500ms', seed);
    if (ended.document.torture?.verdict !== 'pass' || seed === 5) return ended;
  }
}

// All in parallel: some wait until a hang is detected, and none depends on its speed.
describe.concurrent("the manual's toy", () => {
  buildToy(cwd);

  test('passes a check, which lists the offered operations', async () => {
    const { code, document } = await check('./libtoy.so', '2s');
    expect([code, document.torture?.verdict, document.torture?.evidence]).toEqual([0, 'pass', []]);
    expect(complaints('provider check', document)).toEqual([]);
    expect(document.provider).toMatchObject({ name: 'toy', rcuVersion: '1', interfaceVersion: 1 });
    const { gracePeriods, ...others } = document.provider.offers;
    expect(gracePeriods).toBe(true);
    expect(Object.values(others)).not.toContain(true);
  });

  test('is measured beside a built-in version, only with the operations that it offers', async () => {
    const { code, document } = await run('baseline', './libtoy.so', '--duration', '1s', '--out', 'toy.json');
    expect(code).toBe(0);
    expect(findSchemaError(document)).toBeUndefined();
    const [baseline, toy] = document.trials;
    expect(toy?.metrics['unmap.latency']?.n).toBeGreaterThan(0);
    expect(toy?.counters.grace_periods).toBeGreaterThan(0);
    expect(baseline?.counters).toHaveProperty('forced');
    expect(toy?.counters).not.toHaveProperty('forced');
    expect(toy?.counters).not.toHaveProperty('sleeps');
    expect(document.environment.providers?.map(({ name, file }) => [name, file])).toEqual([
      ['toy', join(cwd, 'libtoy.so')],
    ]);
  });

  test.each(['drain', 'synchronize', 'timedwait'])('%s is not offered: no samples, no zeros', async (workload) => {
    const { code, document } = await run('./libtoy.so', '--workload', workload, '--duration', '500ms');
    expect([code, document.trials[0]?.counters.not_offered]).toEqual([0, 1]);
    const measured = Object.entries(document.trials[0]?.metrics ?? {}).filter(([, { n }]) => n > 0);
    expect(measured.filter(([name]) => !name.startsWith('floor.'))).toEqual([]);
  });

  test('its read side is called through pointers, and a built-in one is inlined', async () => {
    const { document } = await run('baseline', './libtoy.so', '--workload', 'read-side', '--duration', '500ms');
    expect(document.trials.map(({ counters }) => counters.reads_called)).toEqual([undefined, 1]);
  });

  test('leaves a trace with the provider thread and its grace periods', async () => {
    const { code } = await runCli(['run', './libtoy.so', '--duration', '500ms', '--seed', '1'], { cwd });
    expect(code).toBe(0);
    const text = readFileSync(join(cwd, 'traces/blob-unmap-toy.json'), 'utf8');
    expect(text).toContain('"toy RCU"');
    expect(text).toContain('"grace period"');
  });
});

describe.concurrent('a library that cannot be loaded is rejected before any trial runs', () => {
  const kinds: [what: string, build: () => string, says: string][] = [
    ['a text file', () => buildNonsense(cwd), 'invalid ELF header'],
    ['no symbol', () => buildBroken(cwd, 'NO_SYMBOL'), 'it has no symbol rcu_bench_get_provider'],
    ['an unknown interface version', () => buildBroken(cwd, 'OTHER_VERSION'), 'it has version 2 of the interface'],
    [
      'a time limit that is too long',
      () => buildBroken(cwd, 'ENDLESS_SILENCE'),
      'its longest_silence_ns is 9223372036854775807: at most 60000000000 (60 s) is waited for',
    ],
    ['a missing function', () => buildBroken(cwd, 'NO_CALL'), 'it has no call()'],
    [
      'a crash while the library is loaded',
      () => buildBroken(cwd, 'CRASH_LOADED'),
      'it ends the process that loads it: SIGABRT',
    ],
  ];
  test.each(kinds)('%s', async (_, build, says) => {
    const file = build();
    for (const command of [
      ['provider', 'check', file],
      ['run', 'baseline', file],
    ]) {
      const { code, stdout, stderr } = await runCli(command, { cwd });
      expect([code, stdout]).toEqual([exitCode.failure, '']);
      expect(stderr).toContain(`'${file}' cannot be used as an RCU: `);
      expect(stderr).toContain(says);
    }
  });
});

test('a library whose create() fails is an error, and the other versions are measured', async () => {
  const file = buildBroken(cwd, 'FAIL_CREATE');
  const says = `cannot run '${file}': the RCU cannot be started: there is no licence for this machine`;
  const both = await runCli(['run', file, 'v3', '--trace', 'off', '--duration', '500ms', '--json'], { cwd });
  const { trials, warnings } = JSON.parse(both.stdout) as ResultDocument;
  expect([both.code, both.stderr]).toEqual([exitCode.failure, `Error: ${says}\n`]);
  expect(trials.map(({ version, status }) => [version, status])).toEqual([['v3', 'pass']]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'lost-trials', version: file, message: `a trial was lost: ${says}` }),
  );
  for (const command of [
    ['run', file, '--trace', 'off'],
    ['provider', 'check', file],
  ]) {
    const { code, stdout, stderr } = await runCli(command, { cwd });
    expect([code, stdout, stderr]).toEqual([exitCode.failure, '', `Error: ${says}\n`]);
  }
}, 60_000);

test('a process that a library leaves behind does not delay the tool', async () => {
  const file = buildBroken(cwd, 'FORK_LOADED');
  const { code } = await run(file, '--duration', '500ms');
  const left = readFileSync(join(cwd, 'left-behind.txt'), 'utf8').trim().split('\n').map(Number);
  const alive = left.filter((pid) => process.kill(pid, 'SIGKILL'));
  expect([code, alive.length]).toEqual([0, 2]); // one from the process that inspected the library, one from the trial
}, 120_000);

interface Broken {
  kind: BrokenKind;
  /** Options with which a run detects the defect. */
  args?: string[];
  /** Unset: a run detects the defect only by chance. */
  run?: { status: string; code: number; evidence: RegExp };
  /** Unset: a check detects the defect by chance, or reports another defect. */
  check?: { verdict: string; code: number; evidence: RegExp };
}

const crashed = (evidence: RegExp) => ({
  run: { status: 'crashed', code: exitCode.failure, evidence },
  check: { verdict: 'crashed', code: exitCode.failure, evidence },
});
const stalled = (evidence: RegExp) => ({
  run: { status: 'stalled', code: exitCode.stalled, evidence },
  check: { verdict: 'stalled', code: exitCode.stalled, evidence },
});
const violation = (evidence: RegExp) => ({
  check: { verdict: 'gp-violation', code: exitCode.violation, evidence },
});
const race = (evidence: RegExp) => ({
  run: { status: 'data-race-suspect', code: exitCode.violation, evidence },
  check: { verdict: 'data-race-suspect', code: exitCode.violation, evidence },
});
const drains = ['--workload', 'drain', '--when', 'idle'];
const unlocked = /^\d+ callbacks ran without the big lock$/m;

const kinds: Broken[] = [
  { kind: 'CRASH_CREATE', ...crashed(/SIGSEGV/) },
  { kind: 'CRASH_LATER', ...crashed(/SIGABRT/) },
  { kind: 'HANG_CREATE', ...stalled(/^controller: is in create\(\)$/m) },
  { kind: 'HANG_STOP', ...stalled(/^controller: is in stop\(\)$/m) },
  { kind: 'HANG_STOP_BUSY', ...stalled(/^the trial does not end: nothing came of it for 10 s$/m) },
  {
    kind: 'HANG_SYNCHRONIZE',
    args: ['--workload', 'synchronize'],
    ...stalled(/^(caller|writer \d): synchronize\(\) has not returned for 10 s$/m),
  },
  {
    kind: 'HANG_DRAIN',
    args: drains,
    ...stalled(/^(monitor|writer \d): (drain\(\) has not returned for 10 s|is in drain\(\))$/m),
  },
  {
    kind: 'HANG_CALL',
    ...stalled(/^\d+ callbacks are older than 10 s, and none of them has run in this time$/m),
  },
  {
    kind: 'LOSE_BUSY',
    ...stalled(/^\d+ callbacks are older than 10 s, and none of them has run in this time$/m),
  },
  {
    kind: 'LOSE_ONE',
    run: {
      status: 'stalled',
      code: exitCode.stalled,
      evidence: /^1 callbacks have never run, and the RCU was stopped$/m,
    },
  },
  { kind: 'STALL', ...stalled(/^no progress: \d+ callbacks pending/m) },
  { kind: 'NO_GRACE_PERIOD', ...violation(/inside a read-side critical section its object/) },
  {
    kind: 'DRAIN_LIES',
    run: {
      status: 'gp-violation',
      code: exitCode.violation,
      evidence: /^\d+ calls of drain\(\) returned before all callbacks of their caller had run$/m,
    },
    ...violation(/drain_call_rcu returned with \d+ of its caller's callbacks not run/),
  },
  { kind: 'SYNCHRONIZE_LIES', ...violation(/inside a read-side critical section its object/) },
  { kind: 'UNLOCKED', ...race(unlocked) },
  {
    kind: 'DRAIN_LOSES_LOCK',
    args: drains,
    ...race(/^\d+ calls of drain\(\) returned without the big lock that their caller held$/m),
  },
  {
    kind: 'DRAIN_KEEPS_LOCK',
    args: [...drains, '--bql', 'off'],
    ...race(/^\d+ calls of drain\(\) returned with the big lock, which their caller did not hold$/m),
  },
  {
    kind: 'FOREIGN_UNLOCK',
    ...race(/^\d+ calls of big_unlock\(\) came from a thread that did not hold the big lock$/m),
  },
  {
    kind: 'RECURSIVE_LOCK',
    ...race(/^\d+ calls of big_lock\(\) came from the thread that held the big lock: it is not recursive$/m),
  },
  { kind: 'TWICE', ...violation(/callback \d+ of producer \d+ ran as its number \d+|ran twice/) },
];

/** Whether the evidence wrongly reports callbacks that ran without the big lock; only UNLOCKED has that defect. */
const blamesCallbacks = (kind: BrokenKind, evidence: string) => kind !== 'UNLOCKED' && unlocked.test(evidence);

describe.concurrent('a check reports the defect', () => {
  const seen = kinds.flatMap(({ kind, check: expected }) => (expected === undefined ? [] : [{ kind, ...expected }]));
  test.each(seen)(
    '$kind',
    async ({ kind, verdict, code: expected, evidence }) => {
      const { code, document } = await failingCheck(buildBroken(cwd, kind));
      const said = document.torture?.evidence.join('\n') ?? '';
      expect([document.torture?.verdict, code]).toEqual([verdict, expected]);
      expect(said).toMatch(evidence);
      expect(blamesCallbacks(kind, said)).toBe(false);
    },
    120_000,
  );
});

describe.concurrent('a run reports the defect and continues with the next version', () => {
  const seen = kinds.flatMap(({ kind, args = [], run: expected }) =>
    expected === undefined ? [] : [{ kind, args, ...expected }],
  );
  test.each(seen)(
    '$kind',
    async ({ kind, args, status, code: expected, evidence }) => {
      const { code, document } = await run(buildBroken(cwd, kind), 'v3', '--duration', '500ms', ...args);
      const [trial, next] = document.trials;
      const said = trial?.evidence.join('\n') ?? '';
      expect([trial?.status, code]).toEqual([status, expected]);
      expect(said).toMatch(evidence);
      expect(blamesCallbacks(kind, said)).toBe(false);
      expect([next?.version, next?.status]).toEqual(['v3', 'pass']);
    },
    120_000,
  );
});
