// A stand-in tree from end to end: built with the command, then used as a version.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderCheck } from '../../src/documents/provider-check.js';
import type { ResultDocument } from '../../src/documents/result.js';
import { runCli } from '../support/cli.js';
import { makeStandIn } from '../support/qemu/stand-in.js';

const cwd = mkdtempSync(join(tmpdir(), 'rcu-bench-qemu-run-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const run = (...args: string[]) => runCli(args, { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } });

beforeAll(async () => {
  for (const name of ['baseline', 'series'] as const) {
    const { source, build } = makeStandIn(join(cwd, name), name);
    const words = ['provider', 'build', 'qemu', '--source', source, '--build', build, '--name', `my-${name}`];
    expect((await run(...words)).stderr).toBe('');
  }
});

describe('a user’s tree', () => {
  test('passes a check', async () => {
    const { code, stdout } = await run('provider', 'check', 'my-series', '--duration', '2s', '--seed', '1', '--json');
    const { provider, torture } = JSON.parse(stdout) as ProviderCheck;
    expect([code, torture?.verdict, torture?.evidence]).toEqual([0, 'pass', []]);
    expect(provider).toMatchObject({
      name: 'my-series',
      rcuVersion: 'QEMU 3.0.0',
      inferred: true,
      forcesOnUnmap: true,
    });
    expect(Object.values(provider.offers)).not.toContain(false);
  });

  test('is measured beside built-in versions, and the figures include its grace periods and forces', async () => {
    const versions = ['v3', 'my-baseline', 'my-series'];
    const { stdout } = await run('run', ...versions, '--duration', '1s', '--trace', 'off', '--seed', '1', '--json');
    const { trials } = JSON.parse(stdout) as ResultDocument;
    expect(trials.map(({ version, status }) => [version, status])).toEqual(versions.map((name) => [name, 'pass']));
    for (const { counters, metrics } of trials) {
      expect(metrics['unmap.latency']?.n).toBeGreaterThan(0);
      expect(counters.grace_periods).toBeGreaterThan(0);
    }
    const [, before, after] = trials.map(({ counters }) => counters);
    expect(before).not.toHaveProperty('force_requests');
    expect(after?.force_requests).toBeGreaterThan(0);
    expect(after?.forced).toBeGreaterThan(0);
  });

  test('the table says that its grace periods are inferred', async () => {
    const { stdout } = await run('run', 'my-baseline', '--duration', '500ms', '--trace', 'off');
    expect(stdout).toMatch(/my-baseline: QEMU 2\.0\.0;\s[\s\S]*without\s+force;\s[\s\S]*inferred/);
  });
});
