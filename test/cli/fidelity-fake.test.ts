// `fidelity` with fake trials of chosen results (test/support/fake-addon.cjs): output, files and exit codes.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FidelityDocument } from '../../src/documents/fidelity.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { type CliResult, fakeEngine, once, runCli, sharedFolder, TrialMarks, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { findSchemaError } from '../support/schema-error.js';

const short = ['--rounds', '6', '--seed', '1'];
const steady = (behaviours: Record<string, string> = {}) =>
  fakeEngine({ baseline: 'steady', v3: 'fast', ...behaviours });

// Each of these runs once and serves several tests; this folder contains the saved results.
const shared = sharedFolder();
const different = once(() =>
  runCli(['fidelity', 'baseline', 'v3', ...short, '--out', 'different.json'], { cwd: shared, env: steady() }),
);
const muteWords = ['fidelity', 'baseline', 'v3', ...short, '--out', 'mute.json', '--json'];
const mute = once(() => runHere(muteWords, { cwd: shared, env: steady({ v3: 'mute' }) }));
const noisy = once(() =>
  runHere(['fidelity', 'baseline', 'baseline', ...short, '--out', 'noisy.json'], {
    cwd: shared,
    env: steady({ baseline: 'noisy' }),
  }),
);

/** Judges the saved trials of a run. */
async function judgeSaved(run: () => Promise<CliResult>, file: string, ...flags: string[]): Promise<CliResult> {
  await run();
  return runHere(['fidelity', file, ...flags], { cwd: shared });
}

/** Removes what depends on this machine: its description, and warnings about its state. */
const masked = (text: string): string =>
  text
    .split('\n\n')
    .map((block) => block.replace(/(^|\n)[^\n]* CPUs, [\s\S]*$/, '$1MACHINE'))
    .filter((block) => !block.startsWith('Warning'))
    .join('\n\n');

test('prints the verdict, the table and the command that repeats the run', async () => {
  const { code, stdout: all, stderr } = await different();
  const stdout = all.replace('Result  different.json\n\n', '');
  expect([code, stderr]).toEqual([0, '']);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(masked(stdout)).toMatchInlineSnapshot(`
    "blob-unmap, 2 vCPUs under kvm, 6 rounds of 4 trials of 2s, membarrier off
    MACHINE

    different  baseline and v3: 100% of unmap latency, 100% of unmap (guest), 100%
               of blocked time, and of 5 more out of place by more than 5% or 10us

                   distance  same   95%  beyond  finds      p  verdict
    unmap latency      1.00  0.00  0.00    100%     0%  0.009  different
    unmap (guest)      1.00  0.00  0.00    100%     0%  0.009  different
    blocked time       1.00  0.00  0.00    100%     0%  0.009  different
    delayed cmds       1.00  0.00  0.00    100%     0%  0.009  different

    callback GP1       1.00  0.00  0.00    100%     0%  0.009  different
    callback GP2       1.00  0.00  0.00    100%     0%  0.009  different
    grace period       1.00  0.00  0.00    100%     0%  0.009  different
    RCU BQL wait       0.91  0.00  0.00     10%     0%  0.009  different
    read section       1.00  0.00  0.00      0%     0%  1.000  same

                  ──── baseline ────  ─────── v3 ───────  ── difference ──
                     n    p50    p99     n    p50    p99       p50     p99
    unmap latency 1800 1.81ms 2.61ms  1800  181us  261us   -1.63ms -2.35ms
    unmap (guest) 1800 1.92ms 2.71ms  1800  192us  271us   -1.73ms -2.44ms
    blocked time   240 1.03ms 1.15ms   240  103us  115us    -930us -1.03ms
    delayed cmds   240  532us  549us   240 53.2us 54.9us    -479us  -494us

    callback GP1   240  427us  443us   240 42.7us 44.3us    -384us  -399us
    callback GP2    60  422us      -    60 42.2us      -    -380us
    grace period   480  332us  358us   480 33.2us 35.8us    -299us  -322us
    RCU BQL wait   14k 6.33us 12.6us   14k  633ns 1.26us   -5.70us -11.3us
    read section   24k 6.24us 7.35us   24k  624ns  735ns   -5.61us -6.62us

                              baseline       v3  difference  of the same
    grace periods per unmap      0.267    0.267           0            0
    callbacks per unmap           1.87     1.87           0            0
    callbacks per GP              7.00     7.00           0            0
    GPs forced                     75%      75%          0%           0%
    2nd GP forced                  35%      35%          0%           0%
    sleeps per GP                0.300    0.300           0            0
    force requests per unmap     0.133    0.133           0            0
    RCU wake-ups per unmap       0.600    0.600           0            0
    RCU thread CPU per unmap   33.3 us  33.3 us        0 ns         0 ns

    distance: Kolmogorov-Smirnov, all trials with one weight; same, 95%: of as many
    trials of the same, the median and what 19 of 20 stay below; beyond: samples out
    of place by more than 5% or 10us. That is tested: trials exchanged within rounds
    1999 times, Holm over 9 metrics. finds: the share that 19 of 20 such runs would
    find. "different": p at most 5%, beyond at least 5%; "same": it finds 25% or
    less; (n): rounds that would decide.

    Again   rcu-bench fidelity baseline v3 --rounds 6 --seed 1
    "
  `);
});

test('a version compared with itself is "same", also with different labels', async () => {
  const { code, stdout } = await noisy();
  expect(code).toBe(0);
  // The fake adds random noise: chance may leave a metric undecided that is not a headline metric.
  const verdict = stdout.split('\n\n')[1] ?? '';
  expect(verdict.replace(/\s+/g, ' ')).toMatch(
    /^same baseline and baseline again: fewer than \d+% of the samples of any headline metric are out of place by more than 5% or 10us(; not settled: .+)?$/,
  );
  expect(stdout).toMatch(/^unmap latency +0\.\d\d .* same$/m);
  expect(stdout).not.toMatch(/ different$/m);
});

test('a metric that one side does not report is "not offered", never 0', async () => {
  const { code, stdout } = await judgeSaved(mute, 'mute.json');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^same {2}baseline and v3: /m);
  expect(stdout).toMatch(/^grace period {10,}not offered$/m);
  expect(stdout).toMatch(/^grace period +480 +\d+us +\d+us +not offered/m);
  expect(stdout).toMatch(/^grace periods per unmap +0\.267 +not offered/m);
  expect(stdout).toMatch(/^GPs forced +75% +not offered/m);
});

test('a side that failed gets no verdict, and its evidence is printed first', async () => {
  // Three of the six round seeds that follow from this seed make v1 stall.
  const { code, stdout } = await runHere(['fidelity', 'v1', 'v3', '--rounds', '6', '--seed', '5'], {
    env: steady({ v1: 'stall-some' }),
  });
  expect(code).toBe(4);
  const blocks = masked(stdout).split('\n\n');
  expect(blocks[1]).toMatch(/^v1 \(1\) {2}STALLED in trial \d+.*\n {2}RCU thread: waits for sync_event/);
  expect(stdout).toMatch(/^REJECT {2}v1 \(1\), v1 \(2\): nothing is said of how it behaves$/m);
  expect(stdout).toMatch(/^unmap latency .* REJECTED$/m);
  expect(stdout).not.toMatch(/% .* (same|different)$/m);
});

test('fewer than six rounds are not tested', async () => {
  const { code, stdout } = await runHere(['fidelity', 'baseline', 'v3', '--rounds', '2', '--seed', '1'], {
    env: steady(),
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^undecided {2}baseline and v3: not settled: .* about 6 rounds/ms);
  expect(stdout).toMatch(/^unmap latency +1\.00 .* n=2, needs 6$/m);
});

describe('the exit code', () => {
  const gates = (...verdicts: string[]) => verdicts.flatMap((verdict) => ['--fail-if', verdict]);
  /** One version fails in this way. The most severe failure decides, after any number of rounds. */
  const failed = (behaviour: string, ...flags: string[]) =>
    runHere(['fidelity', 'baseline', 'v3', '--seed', '1', '--rounds', '1', ...flags], {
      env: steady({ v3: behaviour }),
    });
  const gateWhileRun = ['fidelity', 'baseline', 'v3', ...short, ...gates('same')];
  test.each<[string, () => Promise<CliResult>, number]>([
    ['a difference without a gate', different, 0],
    ['a difference with a gate', () => judgeSaved(different, 'different.json', ...gates('different')), 3],
    ['a gate that holds', () => judgeSaved(mute, 'mute.json', ...gates('different', 'undecided')), 0],
    ['the second of two gates', () => judgeSaved(mute, 'mute.json', ...gates('different', 'same')), 3],
    ['a gate that fails with new trials', () => runHere(gateWhileRun, { env: steady({ v3: 'steady' }) }), 3],
    ['a stall, with or without a failed gate', () => failed('stall', ...gates('undecided')), 4],
    ['a violation', () => failed('violation'), 5],
    ['a crash', () => failed('crash'), 1],
  ])('of %s', async (_, run, exitCode) => {
    expect((await run()).code).toBe(exitCode);
  });
});

describe('--json', () => {
  test('prints a document that is valid against its schema', async () => {
    const { code, stdout, stderr } = await mute();
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as FidelityDocument;
    expect(findSchemaError(document, 'fidelity')).toBeUndefined();
    expect(document.arms.map(({ label, side }) => [label, side])).toEqual([
      ['baseline (1)', 'a'],
      ['baseline (2)', 'a'],
      ['v3 (1)', 'b'],
      ['v3 (2)', 'b'],
    ]);
    expect(document).toMatchObject({ rounds: 6, verdict: 'same', method: { familySize: 8, minRounds: 6 } });
    const row = document.rows.find(({ metric }) => metric === 'grace_period.length');
    expect(row).toMatchObject({ untested: 'not-offered', lacking: ['b'], a: { n: 480 }, b: { n: 0 } });
    expect(row).not.toHaveProperty('distance');
    expect(findSchemaError({ ...document, verdict: 'faster' }, 'fidelity')).toMatch(/^\/verdict /);
  });
});

describe('saved trials', () => {
  test('give the same verdicts as the original run, and can be judged with other limits', async () => {
    const ran = await different();
    const saved = JSON.parse(readFileSync(join(shared, 'different.json'), 'utf8')) as ResultDocument;
    expect(findSchemaError(saved)).toBeUndefined();
    expect(saved.trials).toHaveLength(24);
    const again = await judgeSaved(different, 'different.json');
    expect(again.stdout).toBe(ran.stdout.replace('Result  different.json\n\n', ''));
    expect(again.stdout).toMatch(/^different {2}/m);
    const limits = ['--threshold', '1000%', '--fail-if', 'different'];
    const tolerant = await judgeSaved(different, 'different.json', ...limits);
    expect(tolerant.stdout).toMatch(/^same {2}baseline and v3: .*\n +out of place by more than 1000% or 10us$/m);
    expect(tolerant.stdout).toMatch(/^Again .* --threshold 1000% --fail-if different --seed 1$/m);
    expect(tolerant.code).toBe(0);
  });

  test('can be compared, without a printed command that `compare` does not have', async () => {
    await noisy();
    const { code, stdout } = await runHere(['compare', 'noisy.json'], { cwd: shared });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^baseline \(4\) +same unmap latency p50/m);
    expect(stdout).not.toContain('Again');
  });

  test('of another command, or without sample files, are rejected', async () => {
    const cwd = temporaryFolder();
    await runHere(['compare', 'baseline', 'v3', '--trials', '1', '--seed', '1', '--out', 'c.json'], {
      cwd,
      env: steady(),
    });
    const foreign = await runHere(['fidelity', 'c.json'], { cwd });
    expect([foreign.code, foreign.stderr]).toEqual([
      2,
      "Error: 'c.json' holds no trials of fidelity\n  They are written by: rcu-bench fidelity A B --out FILE\n",
    ]);
    await runHere(['fidelity', 'v3', 'v3', '--rounds', '1', '--seed', '1', '--out', 'f.json'], { cwd, env: steady() });
    rmSync(join(cwd, 'f.json.samples'));
    const missing = await runHere(['fidelity', 'f.json'], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/^Error: '.*f.json.samples', the samples of 'f.json', is missing$/m);
  });

  test('a file that cannot be written is rejected before any trial runs', async () => {
    const { code, stdout, stderr } = await runHere(['fidelity', 'v3', 'v3', '--out', '/proc/nowhere/f.json'], {
      env: steady(),
    });
    expect(stderr).toMatch(/^Error: cannot write the result '\/proc\/nowhere\/f.json'/);
    expect([code, stdout]).toEqual([1, '']);
  });
});

test('Ctrl-C judges and saves the completed rounds', async () => {
  const [cwd, marks] = [temporaryFolder(), new TrialMarks()];
  const { code, stdout } = await runCli(['fidelity', 'baseline', 'v3', '--rounds', '40', '--out', 'f.json'], {
    cwd,
    env: { ...steady(), ...marks.env },
    // A round is four trials: after 8 trials have begun, one round is complete.
    started: (child) => marks.interrupt(child, { trials: 8 }),
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^Warning interrupted after \d+ of 40 rounds/m);
  expect(stdout).toMatch(/^unmap latency +1\.00 /m);
  expect(existsSync(join(cwd, 'f.json'))).toBe(true);
  expect((await runHere(['fidelity', 'f.json'], { cwd })).stdout).toMatch(/^unmap latency +1\.00 /m);
});

test('without a terminal only the report is printed, and a usage error is one line', async () => {
  const { code, stdout, stderr } = await runHere(['fidelity', 'baseline'], { env: steady() });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.split('\n')[0]).toBe('Error: fidelity compares two versions, not 1');
});
