// Fake explorations with chosen results (test/support/fake-addon.cjs): output, files and exit codes.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExploreDocument } from '../../src/documents/explore.js';
import { fakeEngine, runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { findSchemaError } from '../support/schema-error.js';

test('prints what was explored, the findings, and the command that replays each finding', async () => {
  const args = ['explore', 'v1', '--scenario', 'three-producers'];
  const { code, stdout, stderr } = await runCli(args, { env: fakeEngine({ v1: 'deadlock' }) });
  expect(stdout).toMatchInlineSnapshot(`
    "explore v1, every schedule with up to 2 preemptions

                    explored schedules states steps    time broken notes
    three-producers complete     1,026    928   51k 12.5 ms      1     1

    three-producers: threads 0 RCU thread, 1 A, 2 B
      DEADLOCK              1 preemption, 12 ways to it
                            1x1,0x1,0x1,1x1
      promptness            2 preemptions, 1,212 ways to it, force to callback up to
                            50.0 ms
                            1x1,0x1,0x1

    Memory is sequentially consistent, steps take no time. Of these scenarios and up
    to 2 preemptions this is all. States took 907 KiB.

    Replay  rcu-bench explore v1 --scenario three-producers \\
              --format columns --replay 1x1,0x1,0x1,1x1

    Again   rcu-bench explore v1 --scenario three-producers
    "
  `);
  expect([code, stderr]).toEqual([5, '']);
});

test('prints a schedule in columns that fit into a mail', async () => {
  const args = ['explore', 'v1', '--scenario', 'drain', '--format', 'columns'];
  const { stdout } = await runHere(args, { env: fakeEngine({ v1: 'notes' }) });
  expect(stdout.slice(stdout.indexOf('\nRCU '))).toMatchInlineSnapshot(`
    "
    RCU                                 A
    ------------------------------------------------------------------------
                                        call_rcu(c1)
                                         swap tail
     wait force 10 ms
    ----------------------------- 10 ms later -----------------------------
      timed out
    *** promptness
    "
  `);
});

describe('the exit code', () => {
  test.each<[Record<string, string>, number]>([
    [{}, 0],
    [{ v3: 'notes' }, 0],
    [{ v3: 'deadlock' }, 5],
    [{ v3: 'budget' }, 6],
  ])('of %j is %d', async (behaviours, exitCode) => {
    const { code, stdout } = await runHere(['explore', 'v3'], { env: fakeEngine(behaviours) });
    expect(code).toBe(exitCode);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('of Ctrl-C is 130, and the report covers the schedules explored until then', async () => {
    const { code, stdout } = await runCli(['explore', 'v3', '--json'], {
      env: fakeEngine({ v3: 'wait' }),
      started: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    const document = JSON.parse(stdout) as ExploreDocument;
    expect(document.complete).toBe(false);
    expect(document.explorations.map(({ ended }) => ended)).toEqual(['stopped']);
  });
});

test('--json prints a document that is valid against its schema, violations first', async () => {
  const args = [
    'explore',
    'v2',
    '--json',
    '--preemptions',
    '3',
    '--past',
    'registry-lock',
    '--atomic-call',
    '--no-prune',
  ];
  const { code, stdout } = await runHere(args, { env: fakeEngine({ v2: 'deadlock' }) });
  expect(code).toBe(5);
  const document = JSON.parse(stdout) as ExploreDocument;
  expect(findSchemaError(document, 'explore')).toBeUndefined();
  expect(document).toMatchObject({
    version: 'v2',
    scenario: 'standard',
    preemptions: 3,
    complete: true,
    schedules: 10_260,
  });
  expect(document.explorations).toHaveLength(10);
  expect(document.findings.map(({ severity }) => severity)).toEqual([
    ...Array.from({ length: 10 }, () => 'violation'),
    ...Array.from({ length: 10 }, () => 'note'),
  ]);
  expect(document.findings[10]).toMatchObject({ property: 'promptness', worst_ms: 50, schedule: '1x1,0x1,0x1' });
  expect(document.config).toMatchObject({ past: ['registry-lock'], atomicCall: true, prune: false });
  expect(document.config).not.toHaveProperty('seed');
});

test('--trace writes the most severe finding', async () => {
  const cwd = temporaryFolder();
  const args = ['explore', 'v1', '--scenario', 'drain', '--trace', 'lost.json'];
  const { stdout } = await runHere(args, { cwd, env: fakeEngine({ v1: 'deadlock' }) });
  expect(stdout).toContain('\nTrace   lost.json\n');
  expect(existsSync(join(cwd, 'lost.json'))).toBe(true);
});

describe('a replay', () => {
  const env = fakeEngine({ v1: 'deadlock', v2: 'refuse' });

  test('accepts a schedule, a file that contains a schedule, or a --json document', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'schedule'), '1x1,0x1\n');
    const printed = await runHere(['explore', 'v1', '--json', '--scenario', 'drain'], { env });
    writeFileSync(join(cwd, 'found.json'), printed.stdout);
    for (const replay of [['1x1,0x1', '--scenario', 'drain'], ['schedule', '--scenario', 'drain'], ['found.json']]) {
      const { code, stdout } = await runHere(['explore', 'v1', '--json', '--replay', ...replay], { cwd, env });
      const document = JSON.parse(stdout) as ExploreDocument;
      expect([code, document.scenario]).toEqual([5, 'drain']);
      expect(document.replayed).toBe(replay[0] === 'found.json' ? '1x1,0x1,0x1,1x1' : '1x1,0x1');
      expect(findSchemaError(document, 'explore')).toBeUndefined();
    }
  });

  test('of a schedule that does not match the scenario reports the position', async () => {
    const { code, stderr } = await runHere(['explore', 'v2', '--scenario', 'drain', '--replay', '0x6'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('--replay: slice 1 (0x6): the thread cannot run there');
  });
});

describe('invalid arguments', () => {
  test.each<[string[], string]>([
    [['v9'], "unknown version 'v9'"],
    [['v3', '--scenario', 'three-producer'], 'Did you mean three-producers?'],
    [['v3', '--replay', '0x1'], '--replay: a schedule belongs to a scenario'],
    [['v3', '--scenario', 'drain', '--replay', 'nothing-here'], "'nothing-here' is neither a schedule nor a file"],
    [['v3', '--scenario', 'drain', '--replay', '9x1'], "--replay: '9x1' is no slice"],
    [['v3', '--seed', '1'], '--seed: nothing is left to chance in a dfs'],
    [['v3', '--past', 'promptness'], "--past: 'promptness' is no violation"],
    [['v3', '--preemptions', '63'], '--preemptions: 63 is out of range'],
    [['v3', '--trace', 'x.rcutrace'], "--trace: 'x.rcutrace' would be a recording"],
  ])('%j', async (args, message) => {
    const { code, stderr } = await runHere(['explore', ...args], { env: fakeEngine() });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('an error in a scenario file names file, line and column', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'mine'), 'A: call\nB: cal\n');
    const { code, stderr } = await runHere(['explore', 'v3', '--scenario', 'mine'], {
      cwd,
      env: fakeEngine({ v3: 'text' }),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("mine:2:4: 'cal' is no step");
  });
});
