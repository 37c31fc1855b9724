// Real explorations through the command line.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExploreDocument, standardScenarios } from '../../src/documents/explore.js';
import { standardScenarioTexts } from '../../src/engine/engine.js';
import { runCli, temporaryFolder } from '../support/cli.js';
import { findSchemaError } from '../support/schema-error.js';

async function explore(
  args: string[],
  cwd = temporaryFolder(),
): Promise<{ code: number | null; document: ExploreDocument }> {
  const { code, stdout } = await runCli(['explore', '--json', ...args], { cwd });
  const document = JSON.parse(stdout) as ExploreDocument;
  expect(findSchemaError(document, 'explore')).toBeUndefined();
  return { code, document };
}

test('the engine has the standard scenarios that the configuration names', () => {
  expect(standardScenarioTexts().map(({ name }) => name)).toEqual(standardScenarios);
});

test("v1's lost wake-up: found at one preemption, replayed, traced, and absent with an atomic call_rcu", async () => {
  const cwd = temporaryFolder();
  const lost = ['v1', '--scenario', 'three-producers'];
  const { code, document } = await explore([...lost, '--preemptions', '1', '--trace', 'lost.json'], cwd);
  expect(code).toBe(5);
  expect(document.complete).toBe(true);
  const [finding] = document.findings;
  expect(finding).toMatchObject({ property: 'deadlock', severity: 'violation', preemptions: 1 });
  const trace = JSON.parse(readFileSync(join(cwd, 'lost.json'), 'utf8')) as { traceEvents: { name: string }[] };
  const names = new Set(trace.traceEvents.map(({ name }) => name));
  for (const name of ['call_rcu', 'grace period', 'dequeue broken']) expect(names).toContain(name);

  const replay = await explore([...lost, '--replay', finding?.schedule ?? '']);
  expect(replay.code).toBe(5);
  expect(replay.document.findings.map(({ property }) => property)).toEqual(['deadlock']);
  expect(replay.document.replayed).toBe(finding?.schedule);

  const atomic = await explore([...lost, '--preemptions', '3', '--atomic-call']);
  expect(atomic.code).toBe(0);
  expect(atomic.document.findings).toEqual([]);
});

test('baseline has no violation in any standard scenario', async () => {
  const { code, document } = await explore(['baseline']);
  expect(code).toBe(0);
  expect(document.complete).toBe(true);
  expect(document.explorations).toHaveLength(standardScenarios.length);
  expect(document.findings).toEqual([]);
});

test('an exhausted budget exits 6 and reports the progress', async () => {
  const { code, document } = await explore(['v3', '--scenario', 'drain', '--preemptions', '9', '--budget', '50ms']);
  expect(code).toBe(6);
  expect(document.complete).toBe(false);
  expect(document.schedules).toBeGreaterThan(0);
});

test.each(['pct', 'random'])('%s ends with its first violation, the same one for the same seed', async (strategy) => {
  const args = ['v1', '--scenario', 'three-producers', '--strategy', strategy, '--seed', '3', '--budget', '1h'];
  const first = await explore(args);
  const second = await explore(args);
  expect(first.code).toBe(5);
  expect(first.document.explorations[0]?.ended).toBe('found');
  expect(second.document.schedules).toBe(first.document.schedules);
  expect(second.document.findings[0]?.schedule).toBe(first.document.findings[0]?.schedule);
});

test("a user's scenario runs, and an error in it names file, line and column", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'mine'), '# one producer\nA: call chain 2, force\nR: register, read 12ms, unregister\n');
  const { code, document } = await explore(['v3', '--scenario', 'mine'], cwd);
  expect(code).toBe(0);
  expect(document.explorations[0]).toMatchObject({ scenario: 'mine', threads: ['A', 'R'], complete: true });
  writeFileSync(join(cwd, 'mine'), 'A: call\nR: unregister, read long\n');
  const { code: wrong, stderr } = await runCli(['explore', 'v3', '--scenario', 'mine'], { cwd });
  expect(wrong).toBe(2);
  expect(stderr).toContain('mine:2:16: the thread reads here without being registered');
});
