// read-side and flood on real threads, through the command line.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonDocument } from '../../src/documents/comparison.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { findWorkload } from '../../src/workloads/index.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { findSchemaError } from '../support/schema-error.js';

async function runOf(workload: string, ...more: string[]): Promise<ResultDocument> {
  const cwd = temporaryFolder();
  const args = ['run', 'baseline', '--workload', workload, '--duration', '500ms', '--seed', '3', '--json', ...more];
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect([code, stderr]).toEqual([0, '']);
  const document = JSON.parse(stdout) as ResultDocument;
  expect(findSchemaError(document)).toBeUndefined();
  const declared = findWorkload(workload)?.metrics.map(({ name, unit }) => [name, unit]);
  const [trial] = document.trials;
  expect(Object.entries(trial?.metrics ?? {}).map(([name, { unit }]) => [name, unit])).toEqual(declared);
  expect(trial?.status).toBe('pass');
  if (!more.includes('--trace')) expect(existsSync(join(cwd, 'traces'))).toBe(workload !== 'read-side');
  return document;
}

test('read-side reports fractions of ns, and writes no trace', async () => {
  const [trial] = (await runOf('read-side', '--updaters', '1')).trials;
  expect(trial?.metrics['read.pair']?.n).toBe(trial?.counters.read_chunks);
  expect(Number.isInteger(trial?.metrics['floor.loop']?.p50)).toBe(false);
  expect(trial?.metrics['synchronize.latency']?.n).toBe(trial?.counters.synchronizes);
  expect(trial?.trace).toBeUndefined();
});

test('a traced read-side run warns about the cost of its probes', async () => {
  const document = await runOf('read-side', '--trace', 'x.rcutrace', '--trace-buffer', '1024');
  expect(document.warnings.map(({ code }) => code)).toContain('traced');
});

test('flood reports bytes and numbers of callbacks', async () => {
  const [trial] = (await runOf('flood', '--flood', '40', '--object', '2KiB')).trials;
  const { floods = 0, flood_callbacks: callbacks } = trial?.counters ?? {};
  expect(callbacks).toBe(40 * floods);
  expect(trial?.metrics['memory.held']?.max).toBeGreaterThanOrEqual(2048);
  expect(trial?.metrics['memory.held']?.n).toBe(floods);
});

test('compare judges read-side by share alone, and has no row for a metric that a version lacks', async () => {
  const load = ['--workload', 'read-side', '--during', 'storm', '--duration', '200ms', '--warmup', '100ms'];
  const { code, stdout } = await runCli(['compare', 'v3', 'baseline', '--trials', '2', '--json', ...load]);
  expect(code).toBe(0);
  const { method, rows, warnings } = JSON.parse(stdout) as ComparisonDocument;
  expect(method.absoluteThresholdNs).toBe(0);
  const row = rows.find(({ metric, quantile }) => metric === 'read.pair' && quantile === 'p50');
  expect(row?.arms.map(({ label, n, untested }) => [label, n, untested])).toEqual([
    ['v3', 2, 'reference'],
    ['baseline', 0, 'no-samples'],
  ]);
  expect(warnings.map((warning) => [warning.code, warning.version])).toContainEqual(['not-offered', 'baseline']);
});
