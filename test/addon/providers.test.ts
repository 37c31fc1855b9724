// Libraries of the user's own, sound and broken, through the command line: whatever one does, the tool says what it was and goes on.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exitCode } from '../../src/model/exit-codes.js';
import type { ProviderCheck } from '../../src/model/provider.js';
import type { ResultDocument } from '../../src/model/result.js';
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

/** Until one fails: what luck spares one seed it does not spare five. */
async function failingCheck(file: string): Promise<Ended<ProviderCheck>> {
  for (let seed = 1; ; seed += 1) {
    const ended = await check(file, '1500ms', seed);
    if (ended.document.torture?.verdict !== 'pass' || seed === 5) return ended;
  }
}

// All side by side: some wait for a hang to be noticed, and none depends on how fast it is.
describe.concurrent("the manual's toy", () => {
  buildToy(cwd);

  test('passes a check, which tells what it offers', async () => {
    const { code, document } = await check('./libtoy.so', '2s');
    expect([code, document.torture?.verdict, document.torture?.evidence]).toEqual([0, 'pass', []]);
    expect(complaints('provider check', document)).toEqual([]);
    expect(document.provider).toMatchObject({ name: 'toy', rcuVersion: '1', interfaceVersion: 1 });
    const { gracePeriods, ...others } = document.provider.offers;
    expect(gracePeriods).toBe(true);
    expect(Object.values(others)).not.toContain(true);
  });

  test('is measured beside a built-in version, by what it offers alone', async () => {
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

  test.each(['drain', 'synchronize', 'timedwait'])('%s is not offered: no samples, and no 0', async (workload) => {
    const { code, document } = await run('./libtoy.so', '--workload', workload, '--duration', '500ms');
    expect([code, document.trials[0]?.counters.not_offered]).toEqual([0, 1]);
    const measured = Object.entries(document.trials[0]?.metrics ?? {}).filter(([, { n }]) => n > 0);
    expect(measured.filter(([name]) => !name.startsWith('floor.'))).toEqual([]);
  });

  test("its read side is called, and the table's is not", async () => {
    const { document } = await run('baseline', './libtoy.so', '--workload', 'read-side', '--duration', '500ms');
    expect(document.trials.map(({ counters }) => counters.reads_called)).toEqual([undefined, 1]);
  });

  test('leaves a trace with its thread and its grace periods', async () => {
    const { code } = await runCli(['run', './libtoy.so', '--duration', '500ms', '--seed', '1'], { cwd });
    expect(code).toBe(0);
    const text = readFileSync(join(cwd, 'traces/blob-unmap-toy.json'), 'utf8');
    expect(text).toContain('"toy RCU"');
    expect(text).toContain('"grace period"');
  });
});

describe.concurrent('what cannot be loaded is refused before anything is measured', () => {
  const kinds: [what: string, build: () => string, says: string][] = [
    ['a text', () => buildNonsense(cwd), 'invalid ELF header'],
    ['no symbol', () => buildBroken(cwd, 'NO_SYMBOL'), 'it has no symbol rcu_bench_get_provider'],
    ['another version of the interface', () => buildBroken(cwd, 'OTHER_VERSION'), 'it has version 2 of the interface'],
    ['a function missing', () => buildBroken(cwd, 'NO_CALL'), 'it has no call()'],
    [
      'a crash while it is loaded',
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

interface Broken {
  kind: BrokenKind;
  /** Absent: it takes luck to see it in a run. */
  run?: { status: string; code: number; evidence: RegExp };
  check: { verdict: string; code: number; evidence: RegExp };
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
const unlocked = /^\d+ callbacks ran without the big lock$/m;

const kinds: Broken[] = [
  { kind: 'CRASH_CREATE', ...crashed(/SIGSEGV/) },
  { kind: 'CRASH_LATER', ...crashed(/SIGABRT/) },
  { kind: 'FAIL_CREATE', ...crashed(/the RCU cannot be started: there is no licence for this machine/) },
  { kind: 'HANG_CREATE', ...stalled(/^controller: is in create\(\)$/m) },
  { kind: 'HANG_STOP', ...stalled(/^controller: is in stop\(\)$/m) },
  { kind: 'STALL', ...stalled(/^no progress: \d+ callbacks pending/m) },
  { kind: 'NO_GRACE_PERIOD', ...violation(/inside a read-side critical section its object/) },
  { kind: 'DRAIN_LIES', ...violation(/drain_call_rcu returned with \d+ of its caller's callbacks not run/) },
  { kind: 'SYNCHRONIZE_LIES', ...violation(/inside a read-side critical section its object/) },
  {
    kind: 'UNLOCKED',
    run: { status: 'data-race-suspect', code: exitCode.violation, evidence: unlocked },
    check: { verdict: 'data-race-suspect', code: exitCode.violation, evidence: unlocked },
  },
  { kind: 'TWICE', ...violation(/callback \d+ of producer \d+ ran as its number \d+|ran twice/) },
];

describe.concurrent('a check says what is broken', () => {
  test.each(kinds)(
    '$kind',
    async ({ kind, check: expected }) => {
      const { code, document } = await failingCheck(buildBroken(cwd, kind));
      expect([document.torture?.verdict, code]).toEqual([expected.verdict, expected.code]);
      expect(document.torture?.evidence.join('\n')).toMatch(expected.evidence);
    },
    120_000,
  );
});

describe.concurrent('a run says what is broken, and goes on with the next version', () => {
  const seen = kinds.flatMap(({ kind, run: expected }) => (expected === undefined ? [] : [{ kind, ...expected }]));
  test.each(seen)(
    '$kind',
    async ({ kind, status, code: expected, evidence }) => {
      const { code, document } = await run(buildBroken(cwd, kind), 'v3', '--duration', '500ms');
      const [trial, next] = document.trials;
      expect([trial?.status, code]).toEqual([status, expected]);
      expect(trial?.evidence?.join('\n')).toMatch(evidence);
      expect([next?.version, next?.status]).toEqual(['v3', 'pass']);
    },
    120_000,
  );
});
