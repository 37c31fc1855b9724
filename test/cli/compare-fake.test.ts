// Comparisons of fake trials with chosen results (test/support/fake-addon.cjs): output, files and exit codes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../src/documents/comparison.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { type CliResult, fakeEngine, once, runCli, sharedFolder, TrialMarks, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { findSchemaError } from '../support/schema-error.js';

const short = ['--trials', '6', '--seed', '1'];
const steady = (behaviours: Record<string, string> = {}) =>
  fakeEngine({ baseline: 'steady', v3: 'fast', ...behaviours });

const gate = (condition: string) => ['--fail-if', condition];
const slowerGate = gate('unmap.latency.p50 > +10%');

// Each of these runs once and serves several tests; this folder contains the saved results.
const shared = sharedFolder();
const ran = (behaviours: Record<string, string>, ...words: string[]) =>
  once(() => runHere(['compare', ...words, ...short], { cwd: shared, env: steady(behaviours) }));
const ranked = once(() =>
  runCli(['compare', 'baseline', 'v2', 'v3', ...short, '--out', 'ranked.json'], {
    cwd: shared,
    env: steady({ v2: 'slow' }),
  }),
);
const faster = ran({}, '--out', 'faster.json');
const slower = ran({ v3: 'slow' }, '--out', 'slower.json', ...slowerGate);
const kept = once(() =>
  runHere(['compare', 'v3', ...short, '--save', 'main'], { cwd: shared, env: { ...steady(), ...dataHome } }),
);
const dataHome = { XDG_DATA_HOME: join(shared, 'data') };
const failing = once(() => {
  writeFileSync(join(shared, 'summary.md'), 'before\n');
  // Three of the six round seeds that follow from this seed make v1 stall.
  const rounds = ['--trials', '6', '--seed', '5'];
  return runHere(['compare', 'baseline', 'v1', 'v3', ...rounds, '--junit', 'j.xml', ...slowerGate], {
    cwd: shared,
    env: { ...steady({ v1: 'stall-some', v3: 'slow' }), GITHUB_STEP_SUMMARY: join(shared, 'summary.md') },
  });
});

/** Compares the saved results of a run. */
async function compareSaved(run: () => Promise<CliResult>, file: string, ...flags: string[]): Promise<CliResult> {
  await run();
  return runHere(['compare', file, ...flags], { cwd: shared });
}

/** Masks what depends on this machine: its description, the version (with its line break), warnings about its state. */
function masked(text: string): string {
  const blocks = text.split('\n\n').map((block) => block.replace(/^Warning:? (?!\w[\w@-]*:).*(\n {2,}.*)*\n?/gm, ''));
  const [first = '', ...others] = blocks.filter((block) => block !== '');
  const head = first.startsWith('rcu-bench') ? first.replaceAll('\n', ' ') : first;
  return [head, ...others]
    .map((block) => block.replace(/(^|\n)[^\n]* CPUs, [\s\S]*$/, '$1MACHINE'))
    .join('\n\n')
    .replace(/^rcu-bench \d.*?:/, 'rcu-bench VERSION:');
}

test('prints a table with a verdict for each version', async () => {
  const { code, stdout, stderr } = await ranked();
  expect(masked(stdout.replace('Result  ranked.json\n\n', ''))).toMatchInlineSnapshot(`
    "blob-unmap, 2 vCPUs under kvm, 6 trials of 2s each, membarrier off
    MACHINE

    baseline  reference; live, no violation seen in 6 trials
    v2        50% slower unmap latency p50; slower too: unmap latency p99 (+50%),
              unmap (guest) p50 (+50%), 3 more; live, no violation seen
    v3        10.0x faster unmap latency p50; live, no violation seen

                n   median          shift   ratio        95% CI      p  verdict
    unmap latency p50
      baseline  6  1.83 ms  ±5%                                         reference
      v2        6  2.75 ms  ±5%   +919 us   1.50x     1.45-1.55  0.026  slower
      v3        6   183 us  ±5%  -1.65 ms  0.100x  0.0967-0.103  0.026  faster
    unmap latency p99
      baseline  6  2.60 ms  ±5%                                         reference
      v2        6  3.90 ms  ±5%  +1.30 ms   1.50x     1.45-1.55  0.026  slower
      v3        6   260 us  ±5%  -2.34 ms  0.100x  0.0967-0.103  0.026  faster
    unmap (guest) p50
      baseline  6  1.94 ms  ±5%                                         reference
      v2        6  2.91 ms  ±5%   +972 us   1.50x     1.45-1.55  0.026  slower
      v3        6   194 us  ±5%  -1.75 ms  0.100x  0.0967-0.103  0.026  faster
    unmap (guest) p99
      baseline  6  2.71 ms  ±5%                                         reference
      v2        6  4.06 ms  ±5%  +1.36 ms   1.50x     1.45-1.55  0.026  slower
      v3        6   271 us  ±5%  -2.44 ms  0.100x  0.0967-0.103  0.026  faster
    blocked time p50
      baseline  6  1.05 ms  ±5%                                         reference
      v2        6  1.57 ms  ±5%   +524 us   1.50x     1.45-1.55  0.026  slower
      v3        6   105 us  ±5%   -943 us  0.100x  0.0967-0.103  0.026  faster
    delayed cmds p50
      baseline  6   535 us  ±5%                                         reference
      v2        6   803 us  ±5%   +268 us   1.50x     1.45-1.55  0.026  slower
      v3        6  53.5 us  ±5%   -483 us  0.100x  0.0967-0.103  0.026  faster

    not tested         baseline       v2       v3
    n                         6        6        6
    unmap latency p90   2.46 ms  3.69 ms   246 us
    unmap latency max   2.62 ms  3.92 ms   262 us
    unmap (guest) p90   2.56 ms  3.85 ms   256 us
    unmap (guest) max   2.72 ms  4.08 ms   272 us
    blocked time p90    1.13 ms  1.69 ms   113 us
    blocked time max    1.15 ms  1.72 ms   115 us
    delayed cmds p90     543 us   815 us  54.3 us
    delayed cmds max     545 us   818 us  54.5 us
    callback GP1 p50     430 us   645 us  43.0 us
    callback GP2 p50     422 us   633 us  42.2 us
    grace period p50     336 us   503 us  33.6 us
    RCU BQL wait p50    6.40 us  9.60 us   640 ns
    read section p50    6.30 us  9.45 us   630 ns
    futex handoff p50   11.0 us  16.5 us  1.10 us
    BQL roundtrip p50    115 ns   173 ns  11.5 ns
    10ms overrun p50     127 us   191 us  12.7 us

    Trials are the samples: Mann-Whitney U, Holm over 12 tests, alpha 5%; shift and
    ratio: Hodges-Lehmann, 95% CI. "same": the interval lies within max(5%, 10us);
    (n): trials that would decide.

    Again   rcu-bench compare baseline v2 v3 --trials 6 --seed 1
    "
  `);
  expect([code, stderr]).toEqual([0, '']);
});

test('--format mail prints 72 columns of ASCII and the command that repeats the comparison', async () => {
  const { stdout } = await compareSaved(ranked, 'ranked.json', '--format', 'mail');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => line.length > 72)).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  expect(stdout).toMatch(/^[\x00-\x7f]*$/);
  expect(lines.at(-1)).toBe('rcu-bench compare baseline v2 v3 --trials 6 --seed 1');
  expect(masked(stdout)).toMatchInlineSnapshot(`
    "rcu-bench VERSION: blob-unmap, 2 vCPUs under kvm, 6 trials of 2s each, membarrier off

    baseline: reference; live, no violation seen in 6 trials
    v2: 50% slower unmap latency p50; slower too: unmap latency p99 (+50%),
      unmap (guest) p50 (+50%), 3 more; live, no violation seen
    v3: 10.0x faster unmap latency p50; live, no violation seen

                n   median         ratio        95% CI      p  verdict
    unmap latency p50
      baseline  6  1.83 ms  +-5%                               reference
      v2        6  2.75 ms  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6   183 us  +-5%  0.100x  0.0967-0.103  0.026  faster
    unmap latency p99
      baseline  6  2.60 ms  +-5%                               reference
      v2        6  3.90 ms  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6   260 us  +-5%  0.100x  0.0967-0.103  0.026  faster
    unmap (guest) p50
      baseline  6  1.94 ms  +-5%                               reference
      v2        6  2.91 ms  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6   194 us  +-5%  0.100x  0.0967-0.103  0.026  faster
    unmap (guest) p99
      baseline  6  2.71 ms  +-5%                               reference
      v2        6  4.06 ms  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6   271 us  +-5%  0.100x  0.0967-0.103  0.026  faster
    blocked time p50
      baseline  6  1.05 ms  +-5%                               reference
      v2        6  1.57 ms  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6   105 us  +-5%  0.100x  0.0967-0.103  0.026  faster
    delayed cmds p50
      baseline  6   535 us  +-5%                               reference
      v2        6   803 us  +-5%   1.50x     1.45-1.55  0.026  slower
      v3        6  53.5 us  +-5%  0.100x  0.0967-0.103  0.026  faster

    Trials are the samples: Mann-Whitney U, Holm over 12 tests, alpha 5%;
    shift and ratio: Hodges-Lehmann, 95% CI. "same": the interval lies
    within max(5%, 10us); (n): trials that would decide.

    MACHINE

    rcu-bench compare baseline v2 v3 --trials 6 --seed 1
    "
  `);
});

test('a failed version is printed first, with its evidence and without a verdict on its speed', async () => {
  const { code, stdout } = await failing();
  expect(code).toBe(4);
  const blocks = masked(stdout).split('\n\n');
  expect(blocks[1]).toMatch(
    /^v1 {2}STALLED in trial \d+, and in \d more\n {2}RCU thread: waits for sync_event\n {2}3 callbacks pending/,
  );
  expect(blocks[2]?.split('\n')[0]).toMatch(
    /^v1 +REJECT: stalled in \d of 6 trials, see below; no verdict on its speed$/,
  );
  expect(stdout).toMatch(/^ {2}v1 +.* REJECTED$/m);
  expect(stdout).not.toMatch(/^ {2}v1 .* faster/m);
});

describe('the exit code', () => {
  /** One version fails in this way. The most severe failure decides, after any number of trials. */
  const failed = (behaviour: string, ...flags: string[]) =>
    runHere(['compare', ...(flags.includes('--trials') ? [] : ['--trials', '2']), '--seed', '1', ...flags], {
      env: steady({ v3: behaviour }),
    });
  const overloaded = (...flags: string[]) =>
    runHere(['compare', ...short, ...flags], { env: steady({ v3: 'overload' }) });
  const undecidable = gate('callback.gp2.p99 > +10%');
  test.each<[string, () => Promise<CliResult>, number]>([
    ['nothing wrong', faster, 0],
    ['a gate that holds', () => compareSaved(faster, 'faster.json', ...slowerGate), 0],
    ['a gate that fails', slower, 3],
    ['a gate on a difference', () => compareSaved(slower, 'slower.json', ...gate('unmap.latency.p50 > +100us')), 3],
    ['a gate on a value', () => compareSaved(slower, 'slower.json', ...gate('v3:unmap.latency.p50 > 1ms')), 3],
    [
      'the second of two gates',
      () => compareSaved(slower, 'slower.json', ...gate('unmap.latency.p50 < 0.1x'), ...gate('unmap.guest.p99 > 1.2x')),
      3,
    ],
    ['a gate that cannot be decided', () => compareSaved(faster, 'faster.json', ...undecidable), 0],
    ['the same, strict', () => compareSaved(faster, 'faster.json', ...undecidable, '--fail-if-undecided'), 3],
    ['a version that was overloaded unlike the reference', () => overloaded(...slowerGate), 3],
    ['an overloaded version without a gate', () => overloaded(), 0],
    ['a stall, with or without a failed gate', () => failed('stall', '--trials', '6', ...slowerGate), 4],
    ['a violation', () => failed('violation'), 5],
    ['a crash', () => failed('crash'), 1],
  ])('of %s', async (_, run, exitCode) => {
    expect((await run()).code).toBe(exitCode);
  });
});

describe('--json', () => {
  test('prints a document that is valid against its schema', async () => {
    const { code, stdout, stderr } = await runHere(['compare', '--calibrate', ...short, '--json'], { env: steady() });
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as ComparisonDocument;
    expect(findSchemaError(document, 'comparison')).toBeUndefined();
    expect(document.arms.map(({ label }) => label)).toEqual(['baseline', 'v3', 'baseline (A/A)']);
    const row = document.rows.find(({ metric, quantile }) => metric === 'unmap.latency' && quantile === 'p50');
    expect(row?.arms.map(({ verdict, untested }) => verdict ?? untested)).toEqual([
      'reference',
      'faster',
      'calibration',
    ]);
    expect(row?.arms[1]?.ratio).toBeCloseTo(0.1, 2);
    expect(document.calibration).toMatchObject({ tests: 6, significant: 0 });
  });

  test('prints the same document as --format json', async () => {
    const [one, other] = await Promise.all(
      [['--json'], ['--format', 'json']].map((flags) => compareSaved(faster, 'faster.json', ...flags)),
    );
    expect(JSON.parse(other?.stdout ?? '')).toEqual(JSON.parse(one?.stdout ?? '{}'));
  });
});

test('a saved comparison gives the same verdicts as the original run', async () => {
  const { stdout } = await faster();
  const document = JSON.parse(readFileSync(join(shared, 'faster.json'), 'utf8')) as ResultDocument;
  expect(findSchemaError(document)).toBeUndefined();
  expect(document.trials).toHaveLength(12);
  const again = await compareSaved(faster, 'faster.json');
  expect(again.stdout).toBe(stdout.replace('Result  faster.json\n\n', ''));
});

test('results are found by any form of path, and gates apply to the metrics that the results contain', async () => {
  const cwd = temporaryFolder();
  for (const [version, name] of [
    ['baseline', 'before'],
    ['v3', 'after'],
  ] as const) {
    // A single version can only be measured with --save.
    const args = ['compare', version, ...short, '--save', name, '--out', `${name}.json`];
    await runCli(args, { cwd, env: { ...steady(), XDG_DATA_HOME: join(cwd, 'data') } });
  }
  const gate = ['--fail-if', 'unmap.latency.p50 < -50%'];
  const { code, stdout, stderr } = await runCli(['compare', './before.json', './after.json', ...gate], { cwd });
  expect([code, stderr]).toEqual([3, '']);
  expect(stdout).toMatch(/^v3 +10\.0x faster/m);
  const foreign = await runCli(['compare', './before.json', './after.json', '--fail-if', 'drain.latency.p50 > +10%'], {
    cwd,
  });
  expect(foreign.stderr).toMatch(/^Error: --fail-if: unknown metric 'drain\.latency'\n/);
  expect(foreign.code).toBe(2);
});

test('a gate on a tail quantile lengthens the trials, with a warning before and after the run', async () => {
  const { code, stdout, stderr } = await runCli(['compare', ...short, '--fail-if', 'unmap.latency.p99 > +10%'], {
    env: steady(),
  });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Warning each trial measures 30s: unmap\.latency\.p99 needs 100 samples in each/);
  expect(stdout).toContain('6 trials of 30s each');
  expect(stdout).toMatch(/^Warning each trial measures 30s:/m);
  expect(stdout).toMatch(/^v3: PASSED {2}unmap\.latency\.p99 > \+10%/m);
});

test.each([
  ['a version that is not compared', [], 'v2:unmap.latency.p50 > +10%', "'v2' is not compared here"],
  ['the same beside a saved result', ['--against', 'main'], 'v2:unmap.latency.p50 > +10%', "'v2' is not compared here"],
  ['too few trials', ['--trials', '5'], 'unmap.latency.p50 > +10%', 'cannot be decided with 5 trials'],
  ['too short trials', ['--duration', '2s'], 'unmap.latency.p99 > +10%', 'needs 100 samples in each'],
])('a gate on %s is rejected before any trial runs', async (_, flags, gate, message) => {
  const cwd = temporaryFolder();
  const env = { ...steady(), XDG_DATA_HOME: join(cwd, 'data') };
  await runCli(['compare', 'v3', ...short, '--save', 'main'], { cwd, env });
  // These behaviours would fail every trial that runs.
  const broken = { ...env, RCU_BENCH_FAKE: 'baseline=crash,v3=crash' };
  const { code, stdout, stderr } = await runCli(['compare', 'v3', 'baseline', ...flags, '--fail-if', gate], {
    cwd,
    env: broken,
  });
  expect(stderr).toContain(`Error: --fail-if: `);
  expect(stderr).toContain(message);
  expect([code, stdout]).toEqual([2, '']);
});

test('results that differ in more than the version are rejected; --force accepts them with a warning', async () => {
  const cwd = temporaryFolder();
  await runHere(['run', 'v3', '--trace', 'off', '--out', 'a.json'], { cwd, env: steady() });
  await runHere(['run', 'baseline', '--kick', '2ms', '--trace', 'off', '--out', 'b.json'], { cwd, env: steady() });
  const refused = await runHere(['compare', 'a.json', 'b.json'], { cwd });
  expect(refused.stderr).toMatch(
    /^Error: these results cannot be compared: they differ in kickNs \(50000 \/ 2000000\)$/m,
  );
  expect(refused.code).toBe(2);
  const forced = await runHere(['compare', 'a.json', 'b.json', '--force'], { cwd });
  expect(forced.code).toBe(0);
  expect(forced.stdout).toMatch(/^Warning compared because of --force: they differ in kickNs/m);
  const axis = await runHere(['compare', 'a.json', 'b.json', '--by', 'kick'], { cwd });
  expect(axis.stdout).toMatch(/^50us +reference/m);
});

test('--until-decided stops at the interim analysis that decides every row', async () => {
  const { stdout } = await runHere(['compare', '--until-decided', '--seed', '1', '--json'], { env: steady() });
  const document = JSON.parse(stdout) as ComparisonDocument;
  expect(document.plan).toMatchObject({ rounds: 6, looks: [6] });
  expect(document.method.alpha).toBe(0.025);
});

test('--until-decided looks at the difference from a saved result, not at the one version that it runs', async () => {
  await kept();
  const marks = new TrialMarks();
  // With thresholds of zero no interim analysis can decide "same", so the comparison never stops early.
  const never = ['--threshold', '0%', '--min-change', '0', '--until-decided', '--max-time', '2h'];
  const { code, stdout } = await runCli(['compare', 'v3', '--seed', '1', '--against', 'main', ...never, '--json'], {
    cwd: shared,
    env: { ...steady(), ...dataHome, ...marks.env },
    started: (child) => marks.interrupt(child, { trials: 8 }),
  });
  expect(code).toBe(130);
  const document = JSON.parse(stdout) as ComparisonDocument;
  expect(document.plan.rounds).toBeGreaterThan(6);
  expect(document.plan.looks?.[0]).toBe(6);
});

test('a result is saved, compared with, listed and removed', async () => {
  const cwd = shared;
  const env = { ...steady(), ...dataHome };
  const nothing = { ...env, XDG_DATA_HOME: join(cwd, 'no-data') };
  expect((await runHere(['saved', 'list'], { cwd, env: nothing })).stdout).toMatch(/^No saved results in .*data/);
  await kept();
  expect(existsSync(join(cwd, 'data/rcu-bench/baselines/main.json'))).toBe(true);
  const { code, stdout } = await runHere(['compare', 'v3', ...short, '--against', 'main', ...slowerGate], {
    cwd,
    env: { ...env, RCU_BENCH_FAKE: 'v3=steady' },
  });
  expect(stdout).toMatch(/^main:v3 +reference;/m);
  expect(stdout).toMatch(/^v3 +\d+(\.\d+)?x slower unmap latency p50/m);
  expect(stdout).toMatch(/^Warning the trials were not interleaved/m);
  expect(code).toBe(3);
  expect((await runHere(['saved', 'list'], { cwd, env })).stdout).toMatch(
    /^main {2}\d{4}-.* UTC {2}blob-unmap {2}v3 +6 trials$/m,
  );
  expect((await runHere(['saved', 'rm', 'mian'], { cwd, env })).stderr).toContain('Did you mean main?');
  expect((await runHere(['saved', 'rm', 'main'], { cwd, env })).stdout).toBe('removed main\n');
  expect(existsSync(join(cwd, 'data/rcu-bench/baselines/main.json.samples'))).toBe(false);
});

test('the former names of saved results work and say what replaces them', async () => {
  const cwd = temporaryFolder();
  const env = { ...steady(), XDG_DATA_HOME: join(cwd, 'data') };
  await runHere(['compare', 'baseline', 'v3', ...short, '--save', 'old'], { cwd, env });
  const list = await runCli(['baseline', 'list'], { cwd, env });
  expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/^old /)]);
  expect(list.stderr).toMatch(/baseline list.*deprecated.*saved list/s);
  const compared = await runCli(['compare', 'v3', ...short, '--baseline', 'old'], { cwd, env });
  expect([compared.code, compared.stdout]).toEqual([0, expect.stringMatching(/^old:baseline +reference;/m)]);
  expect(compared.stderr).toMatch(/--baseline.*deprecated.*--against/s);
  expect((await runCli(['baseline', 'rm', 'old'], { cwd, env })).stdout).toBe('removed old\n');
});

test('reports for CI engines: JUnit, and the step summary of GitHub', async () => {
  const { code } = await failing();
  expect(code).toBe(4);
  const xml = readFileSync(join(shared, 'j.xml'), 'utf8');
  expect(xml).toContain('<testsuites name="rcu-bench" tests="5" failures="2" errors="0">');
  expect(xml).toMatch(/<testcase classname="rcu-bench.verdict" name="v1">\n *<failure message="REJECT: stalled/);
  expect(xml).toMatch(/name="v3: unmap.latency.p50 &gt; \+10%">\n *<failure/);
  const summary = readFileSync(join(shared, 'summary.md'), 'utf8');
  expect(summary).toMatch(/^before\n### blob-unmap/);
  expect(summary).toMatch(/^\| unmap latency p50 \| v3 \| 6 \| .* \| slower \|$/m);
});

test('Ctrl-C prints the table of the completed rounds', async () => {
  const [cwd, marks] = [temporaryFolder(), new TrialMarks()];
  const { code, stdout } = await runCli(['compare', 'baseline', 'v3', '--trials', '40', '--out', 'c.json'], {
    cwd,
    env: { ...steady(), ...marks.env },
    started: (child) => marks.interrupt(child, { trials: 5 }),
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^Warning interrupted after \d+ of 40 rounds/m);
  expect(stdout).toMatch(/^ {2}baseline +\d+ +1\.\d+ ms/m);
  expect(existsSync(join(cwd, 'c.json'))).toBe(true);
});
