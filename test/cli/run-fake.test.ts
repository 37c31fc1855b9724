// How a run ends, with fake trials of chosen results (test/support/fake-addon.cjs). test/addon tests the measurements.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/documents/result.js';
import { readSamples } from '../../src/results/sample-file.js';
import { fakeEngine, runCli, TrialMarks, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { findSchemaError } from '../support/schema-error.js';

/** Masks what depends on this machine: its description, the drawn seed, and warnings that name no version. */
function masked(text: string): string {
  const blocks = text.split('\n\n').map((block) => block.replace(/^Warning (?!\w[\w@-]*:).*(\n {8}.*)*\n?/gm, ''));
  return blocks
    .filter((block) => block !== '')
    .join('\n\n')
    .replace(/on \d+ CPUs\s\([\s\S]*?\)(?=\n\n)/, 'on N CPUs (MODEL)')
    .replace(/--seed \d+/, '--seed N');
}

describe('the exit code is that of the most severe trial', () => {
  test.each<[Record<string, string>, number, string]>([
    [{}, 0, 'pass'],
    [{ v3: 'stall' }, 4, 'STALLED'],
    [{ v3: 'violation' }, 5, 'VIOLATION'],
    [{ v3: 'crash' }, 1, 'CRASHED'],
    [{ v3: 'exit' }, 1, 'CRASHED'],
    [{ v3: 'throw' }, 1, 'CRASHED'],
    [{ baseline: 'stall', v3: 'violation' }, 5, 'VIOLATION'],
    [{ v3: 'overload' }, 0, 'OVERLOADED'],
  ])('%j exits %d', async (behaviours, exitCode, word) => {
    const { code, stdout } = await runHere(['run'], { env: fakeEngine(behaviours) });
    expect(code).toBe(exitCode);
    if (word !== 'pass') expect(stdout).toMatch(new RegExp(`^status .*${word}`, 'm'));
    else expect(stdout).not.toMatch(/^status/m);
  });
});

test('the other versions still run, and all results are printed', async () => {
  const env = fakeEngine({ v1: 'stall', v2: 'crash' });
  const { stdout, stderr, code } = await runCli(['run', 'baseline', 'v1', 'v2', 'v3', '--seed', '1'], { env });
  expect(masked(stdout)).toMatchInlineSnapshot(`
    "blob-unmap, 2 vCPUs under kvm, 5s each, membarrier off, on N CPUs (MODEL)

    v1  STALLED: nothing moves any more
    v2  CRASHED: its process ended before its time

                            baseline       v1       v2       v3
    status                      pass  STALLED  CRASHED     pass
    ─────────────────  ───  ────────  ───────  ───────  ───────
    unmap latency      n         150      150               150
                       p50   1.75 ms  1.75 ms           1.75 ms
                       p90   2.34 ms  2.34 ms           2.34 ms
                       p99   2.48 ms  2.48 ms           2.48 ms
                       max   2.49 ms  2.49 ms           2.49 ms
    unmap (guest)      n         150      150               150
                       p50   1.84 ms  1.84 ms           1.84 ms
                       p90   2.44 ms  2.44 ms           2.44 ms
                       p99   2.58 ms  2.58 ms           2.58 ms
                       max   2.59 ms  2.59 ms           2.59 ms
    blocked time       n          20       20                20
                       p50    995 us   995 us            995 us
                       p90   1.07 ms  1.07 ms           1.07 ms
                       p99         -        -                 -
                       max   1.09 ms  1.09 ms           1.09 ms
    delayed cmds       n          20       20                20
                       p50    510 us   510 us            510 us
                       p90    517 us   517 us            517 us
                       p99         -        -                 -
                       max    519 us   519 us            519 us
    ─────────────────  ───  ────────  ───────  ───────  ───────
    callback GP1       n          20       20                20
                       p50    410 us   410 us            410 us
                       p90    417 us   417 us            417 us
                       p99         -        -                 -
                       max    419 us   419 us            419 us
    callback GP2       n           5        5                 5
                       p50    402 us   402 us            402 us
                       p90         -        -                 -
                       p99         -        -                 -
                       max    404 us   404 us            404 us
    grace period       n          40       40                40
                       p50    320 us   320 us            320 us
                       p90    335 us   335 us            335 us
                       p99         -        -                 -
                       max    339 us   339 us            339 us
    RCU BQL wait       n       1,200    1,200             1,200
                       p50   6.09 us  6.09 us           6.09 us
                       p90   10.9 us  10.9 us           10.9 us
                       p99   12.0 us  12.0 us           12.0 us
                       max   12.1 us  12.1 us           12.1 us
    read section       n       2,000    2,000             2,000
                       p50   6.00 us  6.00 us           6.00 us
                       p90   6.80 us  6.80 us           6.80 us
                       p99   6.98 us  6.98 us           6.98 us
                       max   7.00 us  7.00 us           7.00 us
    ─────────────────  ───  ────────  ───────  ───────  ───────
    unmaps                       150      150               150
    grace periods                 40       40                40
      forced                   30/40    30/40             30/40
        stale request              3        3                 3
    2nd GP forced               7/20     7/20              7/20
    force requests                20       20                20
    sleeps per GP              0.300    0.300             0.300
    RCU thread CPU           0.500 %  0.500 %           0.500 %
    RCU wake-ups/s              90.0     90.0              90.0
    ─────────────────  ───  ────────  ───────  ───────  ───────
    futex handoff      p50   10.5 us  10.5 us           10.5 us
    BQL roundtrip      p50    110 ns   110 ns            110 ns
    10ms overrun       p50    121 us   121 us            121 us

    -  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

    Evidence for v1
      RCU thread: waits for sync_event
      3 callbacks pending, the link is broken

    Evidence for v2
      its process was killed by SIGSEGV
      fake addon: about to die

    Trace   traces/blob-unmap-baseline.json (2 events)
    Trace   traces/blob-unmap-v1.json (2 events)
    Trace   traces/blob-unmap-v3.json (2 events)

    Again   rcu-bench run baseline v1 v2 v3 --seed N
    "
  `);
  expect(stderr).toBe('');
  expect(code).toBe(4);
});

describe('--json', () => {
  test('prints a document that is valid against its schema, and nothing else', async () => {
    const { code, stdout, stderr } = await runCli(['run', '--json', '--seed', '9'], { env: fakeEngine() });
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as ResultDocument;
    expect(findSchemaError(document)).toBeUndefined();
    expect(document.config).toMatchObject({ seed: 9, versions: ['baseline', 'v3'] });
    expect(document.trials.map((trial) => trial.samples)).toEqual([undefined, undefined]);
  });

  test('keeps the exit code of a stall', async () => {
    const { code, stdout } = await runHere(['run', '--json'], { env: fakeEngine({ v3: 'stall' }) });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).trials[1]).toMatchObject({
      status: 'stalled',
      evidence: [/RCU thread/, /3 callbacks/].map((r) => expect.stringMatching(r)),
    });
  });
});

describe('--out', () => {
  test('saves samples that give every figure of the document, and `show` prints the same table', async () => {
    const cwd = temporaryFolder();
    const run = await runHere(['run', '--out', 'sub/r.json', '--trace', 'off'], { cwd, env: fakeEngine() });
    expect(run.code).toBe(0);
    expect(readdirSync(join(cwd, 'sub')).sort()).toEqual(['r.json', 'r.json.samples']);
    const document = JSON.parse(readFileSync(join(cwd, 'sub/r.json'), 'utf8')) as ResultDocument;
    expect(findSchemaError(document)).toBeUndefined();
    for (const trial of document.trials) {
      for (const [metric, summary] of Object.entries(trial.metrics)) {
        const ref = trial.samples?.[metric];
        if (ref === undefined) {
          expect(summary).toEqual({ unit: 'ns', n: 0 });
          continue;
        }
        const samples = readSamples(join(cwd, 'sub', ref.file), ref);
        expect([samples.length, Math.max(...samples)]).toEqual([summary.n, summary.max]);
      }
    }
    const show = await runCli(['show', 'sub/r.json'], { cwd });
    expect(show.code).toBe(0);
    expect(`${show.stdout}`).toBe(run.stdout.replace('Result  sub/r.json\n\n', ''));
  });
});

describe('traces', () => {
  test('are written to the paths that the manual names', async () => {
    const cwd = temporaryFolder();
    await runHere(['run', 'v3'], { cwd, env: fakeEngine() });
    expect(readdirSync(join(cwd, 'traces'))).toEqual(['blob-unmap-v3.json', 'blob-unmap-v3.rcutrace']);
    await runHere(['run', '--trace', 'here/{version}.json'], { cwd, env: fakeEngine() });
    expect(readdirSync(join(cwd, 'here')).sort()).toEqual(['baseline.json', 'v3.json']);
  });

  test('a full disk loses the trace but not the figures, and keeps an older trace', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 't.json'), 'old');
    const { code, stdout, stderr } = await runHere(['run', 'v3', '--trace', 't.json'], {
      cwd,
      env: fakeEngine({ v3: 'trace-full' }),
    });
    expect(stderr).toBe("Error: cannot write the trace 't.json': no space left on the disk\n");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^unmap latency +150/m);
    expect(readdirSync(cwd)).toEqual(['t.json']);
    expect(readFileSync(join(cwd, 't.json'), 'utf8')).toBe('old');
  });

  test('off writes none', async () => {
    const cwd = temporaryFolder();
    await runHere(['run', '--trace', 'off'], { cwd, env: fakeEngine() });
    expect(existsSync(join(cwd, 'traces'))).toBe(false);
  });
});

describe('Ctrl-C', () => {
  test('keeps what was measured, marks it, saves it, exits 130', async () => {
    const [cwd, tmp, marks] = [temporaryFolder(), temporaryFolder(), new TrialMarks()];
    const { code, stdout } = await runCli(['run', 'v3', 'v2', '--out', 'r.json'], {
      cwd,
      env: { ...fakeEngine({ v3: 'wait' }), ...marks.env, TMPDIR: tmp },
      started: (child) => marks.interrupt(child),
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/^status +interrupted$/m);
    expect(stdout).toContain('Warning interrupted before v2');
    const document = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as ResultDocument;
    expect(document.trials).toMatchObject([
      { version: 'v3', status: 'interrupted', metrics: { 'unmap.latency': { n: 150 } } },
    ]);
    expect(readdirSync(tmp)).toEqual([]);
  });

  test('twice kills a trial that ignores the first, and cleans up', async () => {
    const [tmp, marks] = [temporaryFolder(), new TrialMarks()];
    const { code, stdout } = await runCli(['run', 'v3'], {
      env: { ...fakeEngine({ v3: 'deaf' }), ...marks.env, TMPDIR: tmp },
      started: (child) => marks.interrupt(child, { twice: true }),
    });
    expect(code).toBe(130);
    // The second Ctrl-C kills the trial at once; otherwise the evidence is "it did not stop within 5 s".
    expect(stdout).toContain('killed: interrupted twice');
    expect(readdirSync(tmp)).toEqual([]);
  });
});

test('a closed pipe causes no stack trace', async () => {
  const { stderr } = await runCli(['run', '--json'], {
    env: fakeEngine(),
    started: (child) => child.stdout?.destroy(),
  });
  expect(stderr).toBe('');
});
