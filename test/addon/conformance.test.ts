// Runs the checks of provider.h's rules on the manual's toy, and on broken libraries to see which check fails. Built-in
// versions and liburcu: native/test/machine/conformance_test.cc; the QEMU adapter: test/qemu/observed.test.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileConform, conform } from '../support/conform.js';
import { type BrokenKind, buildBroken, buildToy } from '../support/providers.js';

const cwd = mkdtempSync(join(tmpdir(), 'rcu-bench-conformance-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

let program: string;
beforeAll(() => {
  program = compileConform(cwd);
});

test('the toy passes all checks', () => {
  const { checks, broken, status } = conform(program, buildToy(cwd));
  expect([broken, status]).toEqual([[], 0]);
  expect(checks.length).toBeGreaterThan(10);
});

const kinds: [BrokenKind, string][] = [
  [
    'STOP_LEAVES',
    'stop() runs what callbacks queue: stop() returns when all callbacks have run, those that callbacks queue among them',
  ],
  [
    'NO_GRACE_PERIOD',
    'a callback waits for sections that began before: no callback runs while a reader is in a section that began before call()',
  ],
  [
    'DRAIN_LIES',
    'drain() returns when all of its caller have run: drain() returns when all callbacks that its caller has queued have run',
  ],
  ['SYNCHRONIZE_LIES', 'synchronize() waits for sections: synchronize() returns after the sections that it has found'],
  ['UNLOCKED', 'callbacks of a thread run once and in order: a callback runs under the big lock'],
  ['TWICE', 'callbacks of a thread run once and in order: a callback runs once'],
  ['UNLOCKS_TWICE', 'what it asks of its host: big_unlock() by a thread that does not hold the lock'],
];

test.each(kinds)('%s is detected', (kind, line) => {
  const { broken, status } = conform(program, join(cwd, buildBroken(cwd, kind)));
  expect(broken).toContain(line);
  expect(status).toBe(1);
});
