// Real tortures through the command line. Results that depend on chance are retried; no time is asserted.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TortureDocument } from '../../src/documents/torture.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { findSchemaError } from '../support/schema-error.js';

async function torture(
  args: string[],
  cwd = temporaryFolder(),
): Promise<{ code: number | null; document: TortureDocument }> {
  const { code, stdout } = await runCli(['torture', '--json', ...args], { cwd });
  return { code, document: JSON.parse(stdout) as TortureDocument };
}

test('baseline and v3 pass, and readers see removed objects, but none that should be freed', async () => {
  const { code, document } = await torture(['baseline', 'v3', '--duration', '1500ms', '--seed', '1']);
  expect(code).toBe(0);
  expect(findSchemaError(document, 'torture')).toBeUndefined();
  for (const { ages, counters, verdict } of document.verdicts) {
    expect(verdict).toBe('pass');
    expect(ages[0]).toBeGreaterThan(0);
    expect(ages.slice(2)).toEqual([0, 0, 0]);
    expect(counters.callbacks).toBeGreaterThan(100);
  }
});

test("v1's lost wake-up is found with default options, and its trace is written", async () => {
  const cwd = temporaryFolder();
  const { code, document } = await torture(['v1', '--duration', '20s', '--seed', '1'], cwd);
  expect(code).toBe(4);
  const [found] = document.verdicts;
  expect(found?.verdict).toBe('stalled');
  expect(found?.evidence.join('\n')).toMatch(/^lost wake-up/m);
  expect(found?.lastEvents?.length).toBeGreaterThan(50);
  expect(existsSync(join(cwd, 'traces/torture-v1.json'))).toBe(true);
  expect(JSON.parse(readFileSync(join(cwd, 'traces/torture-v1.json'), 'utf8'))).toHaveProperty('traceEvents');
});
