// Short real trials of two versions compared for equality: large distances are found, and figures follow from the saved
// samples.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FidelityDocument } from '../../src/documents/fidelity.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { readSamples } from '../../src/results/sample-file.js';
import { distributionOf } from '../../src/stats/distribution.js';
import { ksDistance } from '../../src/stats/ks.js';
import { type CliResult, runCli, temporaryFolder } from '../support/cli.js';
import { buildToy } from '../support/providers.js';
import { findSchemaError } from '../support/schema-error.js';

/**
 * Runs a comparison until no trial is overloaded; result in `f.json`. A busy machine overloads some trials, and
 * a round with an overloaded trial is left out; slower loads are tried then.
 */
async function wholeRounds(words: string[], cwd: string): Promise<CliResult> {
  for (const [rate, duration] of [
    ['20', '250ms'],
    ['10', '500ms'],
    ['5', '1s'],
    ['2', '3s'],
    ['1', '6s'],
  ] as const) {
    const load = ['--rate', rate, '--duration', duration];
    const result = await runCli(['fidelity', ...words, ...load, '--out', 'f.json'], { cwd });
    const { trials } = JSON.parse(readFileSync(join(cwd, 'f.json'), 'utf8')) as ResultDocument;
    if (trials.every(({ overloaded }) => !overloaded)) return result;
  }
  throw new Error('trials were overloaded at every rate');
}

test('baseline and v3 differ, and the printed distance is that of the saved samples', async () => {
  const cwd = temporaryFolder();
  const words = ['baseline', 'v3', '--warmup', '50ms', '--rounds', '10', '--seed', '3', '--json'];
  const { code, stdout, stderr } = await wholeRounds(words, cwd);
  expect([code, stderr]).toEqual([0, '']);
  const document = JSON.parse(stdout) as FidelityDocument;
  expect(findSchemaError(document, 'fidelity')).toBeUndefined();
  expect(document).toMatchObject({ verdict: 'different', rounds: 10 });
  const row = document.rows.find(({ metric }) => metric === 'unmap.latency');
  expect(row?.verdict).toBe('different');

  const saved = JSON.parse(readFileSync(join(cwd, 'f.json'), 'utf8')) as ResultDocument;
  expect(saved.trials).toHaveLength(40);
  const side = (version: string) =>
    distributionOf(
      saved.trials.flatMap((trial) => {
        const ref = trial.samples?.['unmap.latency'];
        return trial.version !== version || ref === undefined ? [] : [readSamples(join(cwd, ref.file), ref).sort()];
      }),
    );
  expect(row?.a.n).toBe(side('baseline').values.length);
  expect(row?.distance).toBe(ksDistance(side('baseline'), side('v3')));
  // All four trials of a round have the same schedule.
  for (const round of [0, 9]) {
    expect(new Set(saved.trials.filter((trial) => trial.round === round).map(({ seed }) => seed)).size).toBe(1);
  }
  const requests = document.counters.find(({ name }) => name === 'force_requests');
  expect(requests).toMatchObject({ a: 0 });
  expect(requests?.b).toBeGreaterThan(0.5);
});

test('a metric that a library does not report is "not offered" beside a built-in version', async () => {
  const cwd = temporaryFolder();
  buildToy(cwd);
  const words = ['v3', './libtoy.so', '--rounds', '1', '--seed', '3'];
  const { code, stdout, stderr } = await wholeRounds(words, cwd);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/ undecided v3 and toy: not settled: .*; about 6 rounds would do /);
  expect(stdout).toMatch(/^GPs forced +\d+% +not offered/m);
  expect(stdout).toMatch(/^force requests per unmap +\d\S* +not offered/m);
  expect(stdout).toMatch(/^toy: toy 1; .*libtoy.so; without force/m);
  expect(stdout).toMatch(
    /^Again {3}rcu-bench fidelity v3 .\/libtoy.so --duration \d+m?s --rate \d+ --rounds 1 --seed 3$/m,
  );
  const { stdout: json } = await runCli(['fidelity', 'f.json', '--json'], { cwd });
  const document = JSON.parse(json) as FidelityDocument;
  expect(findSchemaError(document, 'fidelity')).toBeUndefined();
  expect(document.arms.map(({ label, version }) => [label, version])).toEqual([
    ['v3 (1)', 'v3'],
    ['v3 (2)', 'v3'],
    ['toy (1)', './libtoy.so'],
    ['toy (2)', './libtoy.so'],
  ]);
});
