// Fake tortures with chosen results (test/support/fake-addon.cjs): output, files and exit codes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TortureDocument } from '../../src/documents/torture.js';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { findSchemaError } from '../support/schema-error.js';

test('prints a verdict for each version, the ages of the objects read, and the evidence', async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await runCli(
    ['torture', 'baseline', 'v1', 'v2', '--duration', '2s', '--seed', '1'],
    {
      cwd,
      env: fakeEngine({ v1: 'stall', v2: 'violation' }),
    },
  );
  expect(stdout.replace(/on \d+ CPUs\s\([\s\S]*?\)(?=\n\n)/, 'on N CPUs (MODEL)')).toMatchInlineSnapshot(`
    "torture, 2s each, 3 readers, 3 writers, delays drawn, membarrier off, on N CPUs (MODEL)

             verdict   ran for age 0 1 2 3 4+ callbacks GPs forced spurious
    baseline pass        2.0 s   900 9 0 0  0       12k 321     45        0
    v1       STALLED     2.0 s   900 9 0 0  0       12k 321     45        0
    v2       VIOLATION   2.0 s   900 9 7 0  0       12k 321     45        0

    age columns: objects that readers saw at the end of a section, by age: 0
    published, 1 removed, 2 and up freed too early (the RCU is broken). spurious:
    forced grace periods without a request. PASS: no fault was seen on this CPU in
    this time.

    Evidence for v1
      no progress: 3 callbacks pending
      RCU thread: has waited for sync_event for 2 s

    Evidence for v2
      reader 1: its object reached age 2

    Trace   traces/torture-v1.json
    Trace   traces/torture-v2.json

    Again   rcu-bench torture baseline v1 v2 --duration 2s --seed 1
    "
  `);
  expect([code, stderr]).toEqual([5, '']);
  expect(existsSync(join(cwd, 'traces/torture-v1.json'))).toBe(true);
  expect(existsSync(join(cwd, 'traces/torture-baseline.json'))).toBe(false);
});

describe('the exit code is that of the most severe verdict', () => {
  test.each<[Record<string, string>, number]>([
    [{}, 0],
    [{ v3: 'stall' }, 4],
    [{ v3: 'race' }, 5],
    [{ v3: 'violation' }, 5],
    [{ v3: 'crash' }, 1],
    [{ baseline: 'stall', v3: 'violation' }, 5],
  ])('%j exits %d', async (behaviours, exitCode) => {
    const args = ['torture', 'baseline', 'v3', '--trace', 'off'];
    expect((await runHere(args, { env: fakeEngine(behaviours) })).code).toBe(exitCode);
  });
});

test('--json prints a document that is valid against its schema', async () => {
  const args = ['torture', '--json', '--perturb', 'enqueue=20ms@0.01', '--seed', '7', '--trace', 'off'];
  const { code, stdout } = await runHere(args, { env: fakeEngine({ v1: 'stall' }) });
  expect(code).toBe(4);
  const document = JSON.parse(stdout) as TortureDocument;
  expect(findSchemaError(document, 'torture')).toBeUndefined();
  expect(document.config.perturb).toEqual({
    auto: false,
    delays: [{ point: 'enqueue', delayNs: 20e6, probability: 0.01 }],
  });
  const all = ['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'none'];
  expect(document.verdicts.map(({ version }) => version)).toEqual(all);
  expect(document.verdicts[2]).toMatchObject({
    verdict: 'stalled',
    evidence: [/3 callbacks pending/, /sync_event/].map((text) => expect.stringMatching(text)),
    ages: [900, 9, 0, 0, 0],
    lastEvents: ['RCU thread', expect.stringMatching(/event wait begins$/)],
  });
});
