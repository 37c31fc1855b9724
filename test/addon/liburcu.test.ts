// Real trials of liburcu's flavours beside a built-in version. Skipped if liburcu is not installed; the title says so.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../src/documents/comparison.js';
import type { ResultDocument } from '../../src/documents/result.js';
import type { TortureDocument } from '../../src/documents/torture.js';
import { inspectProvider } from '../../src/engine/engine.js';
import { peers } from '../../src/versions/catalogue.js';
import { runCli } from '../support/cli.js';
import { findSchemaError } from '../support/schema-error.js';

const cwd = mkdtempSync(join(tmpdir(), 'rcu-bench-liburcu-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const flavours = peers.map(({ name }) => name);
const reason = flavours.flatMap((name) => {
  const inspected = inspectProvider(name, '');
  return 'error' in inspected ? [inspected.error] : [];
})[0];
if (reason !== undefined) console.warn(`SKIPPED: liburcu. ${reason}`);

async function json<Document>(...args: string[]): Promise<{ code: number | null; document: Document }> {
  const { code, stdout } = await runCli([...args, '--json', '--seed', '1'], { cwd });
  return { code, document: JSON.parse(stdout) as Document };
}

if (reason !== undefined) {
  test('without liburcu, the error names the package to install', async () => {
    const { code, stderr } = await runCli(['run', 'urcu-memb'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('apt install liburcu8');
  });
}

const title = `liburcu${reason === undefined ? '' : ` (skipped: ${reason})`}`;
describe.skipIf(reason !== undefined)(title, { concurrent: true }, () => {
  test('all flavours are measured, each with the version of its library', async () => {
    const { code, document } = await json<ResultDocument>('run', 'v3', ...flavours, '--duration', '1s');
    expect(code).toBe(0);
    expect(findSchemaError(document)).toBeUndefined();
    for (const { version, status, metrics, counters } of document.trials) {
      expect([version, status]).toEqual([version, 'pass']);
      expect(metrics['unmap.latency']?.n).toBeGreaterThan(0);
      if (version !== 'v3') expect([counters.force_requests, counters.grace_periods]).toEqual([undefined, undefined]);
    }
    const versions = document.environment.providers?.map(({ version, rcuVersion }) => [version, rcuVersion]) ?? [];
    expect(versions.map(([version]) => version)).toEqual(flavours);
    for (const [version = '', file] of versions) {
      expect(file).toMatch(new RegExp(`^lib${version}\\.so\\.8\\.\\d`));
    }
  });

  test('all flavours pass torture', async () => {
    const { code, document } = await json<TortureDocument>('torture', ...flavours, '--duration', '1500ms');
    expect(code).toBe(0);
    for (const { version, verdict, ages, counters } of document.verdicts) {
      expect([version, verdict]).toEqual([version, 'pass']);
      expect(ages[0]).toBeGreaterThan(0);
      expect(counters.callbacks).toBeGreaterThan(0);
    }
  });

  test('a comparison includes the flavours beside other versions', async () => {
    const args = ['v3', 'urcu-memb', '--trials', '2', '--duration', '500ms'];
    const { document } = await json<ComparisonDocument>('compare', ...args);
    expect(document.environments[0]?.providers?.map(({ version }) => version)).toEqual(['urcu-memb']);
    expect(document.arms.map(({ status, trials }) => [status, trials])).toEqual([
      ['pass', 2],
      ['pass', 2],
    ]);
  });

  test('drain and synchronize are offered; forces and grace periods are not', async () => {
    for (const workload of ['drain', 'synchronize']) {
      const { document } = await json<ResultDocument>('run', 'urcu-qsbr', '--workload', workload, '--duration', '1s');
      expect(document.trials[0]?.counters).not.toHaveProperty('not_offered');
      expect(document.trials[0]?.metrics[`${workload}.latency`]?.n).toBeGreaterThan(0);
    }
    const forced = ['--workload', 'read-side', '--during', 'forced', '--duration', '500ms'];
    const { document } = await json<ResultDocument>('run', 'urcu-mb', ...forced);
    expect(document.trials[0]?.counters.not_offered).toBe(1);
  });
});
