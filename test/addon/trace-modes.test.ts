// Trace modes: which events are recorded and which recordings are kept, in real trials.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/documents/result.js';
import { inspectRecording, readUnmaps } from '../../src/trace/recording.js';
import { summarizeTrace } from '../../src/trace/summary.js';
import { runCli, temporaryFolder } from '../support/cli.js';

async function run(args: string[]) {
  const cwd = temporaryFolder();
  const file = join(cwd, 't.rcutrace');
  const short = ['--duration', '600ms', '--warmup', '100ms', '--seed', '5', '--trace', file, '--json'];
  const { code, stdout, stderr } = await runCli(['run', ...args, ...short], { cwd });
  return { code, stderr, file, trial: (JSON.parse(stdout) as ResultDocument).trials[0] };
}

const eventsOf = ({ threads }: { threads: { events: number }[] }) => threads.reduce((sum, t) => sum + t.events, 0);

describe('a stream', () => {
  test('keeps more events than the rings can hold, and counts dropped events', async () => {
    const { code, file, trial } = await run(['v3', '--trace-mode', 'stream', '--trace-buffer', '1024']);
    expect(code).toBe(0);
    const recording = await inspectRecording(file);
    expect(recording.damage).toBeUndefined();
    expect(eventsOf(recording)).toBeGreaterThan(1024 * recording.threads.length);
    const lost = recording.threads.reduce((sum, thread) => sum + thread.lost, 0);
    expect(trial?.trace).toMatchObject({ events: eventsOf(recording), dropped: lost });
    expect(trial?.counters.dropped_events).toBe(lost);
  });

  test('has all events from its beginning', async () => {
    const { file, trial } = await run(['v3', '--trace-mode', 'stream', '--rate', '20']);
    const { measured } = await readUnmaps(file);
    expect(trial?.trace?.dropped).toBe(0);
    expect(measured.filter((yes) => yes === 1)).toHaveLength(trial?.metrics['unmap.latency']?.n ?? -1);
  });
});

describe('a flight recorder', () => {
  test('keeps the newest events, and counts the others', async () => {
    const { file, trial } = await run(['v3', '--trace-buffer', '1024']);
    const recording = await inspectRecording(file);
    expect(Math.max(...recording.threads.map(({ events }) => events))).toBe(1024);
    const lost = recording.threads.reduce((sum, thread) => sum + thread.lost, 0);
    expect(lost).toBeGreaterThan(0);
    expect(trial?.trace?.dropped).toBe(lost);
    const byThread = recording.threads.filter((t) => t.lost > 0).map((t) => [t.name, t.lost]);
    expect(trial?.trace?.droppedBy).toEqual(Object.fromEntries(byThread));
  });

  test('stops when its condition occurs', async () => {
    const { code, file } = await run(['v3', '--rate', '20', '--trace-if', 'unmap.latency > 1ns']);
    expect(code).toBe(0);
    const { measured } = await readUnmaps(file);
    expect(measured.filter((yes) => yes === 1)).toHaveLength(1);
  });

  test('writes no file if its condition does not occur, and the run says so', async () => {
    for (const condition of ['unmap.latency > 10m', 'violation', 'stall']) {
      const { code, file, trial } = await run(['baseline', '--trace-if', condition]);
      expect(code).toBe(0);
      expect(trial).not.toHaveProperty('trace');
      expect(existsSync(file)).toBe(false);
    }
    const cwd = temporaryFolder();
    const args = ['run', 'v3', '--duration', '300ms', '--warmup', '0s', '--trace-if', 'stall', '--trace', 't.json'];
    const { stdout } = await runCli(args, { cwd });
    expect(stdout).toContain('No trace of v3: what --trace-if waits for did not happen.');
  });

  test('catches a broken grace period', async () => {
    // Detection needs a reader inside a section at that moment, which not every trial has.
    for (let attempt = 1; ; attempt++) {
      const { code, file } = await run(['none', '--rate', '100', '--exit-rate', '8000', '--trace-if', 'violation']);
      expect(existsSync(file)).toBe(code === 5);
      if (code !== 5 && attempt < 5) continue;
      expect(code).toBe(5);
      const { marks } = await summarizeTrace(file);
      // Two readers may detect the violation before the rings stop.
      const found = marks.find(({ name }) => name === 'GRACE PERIOD VIOLATION');
      return expect(found?.count).toBeGreaterThanOrEqual(1);
    }
  });

  test('catches a stall', async () => {
    const { code, file } = await run(['broken-stall', '--rate', '100', '--trace-if', 'stall']);
    expect(code).toBe(4);
    const { marks } = await summarizeTrace(file);
    expect(marks).toContainEqual({ category: 'violation', name: 'STALLED', count: 1 });
  });
});

test('events carry the time of CLOCK_MONOTONIC, and the recording states the clock error', async () => {
  const before = process.hrtime.bigint();
  const { file, trial } = await run(['v3']);
  const wall = Number(process.hrtime.bigint() - before);
  const { clockErrorNs, spanNs } = await inspectRecording(file);
  expect(trial?.trace?.clockErrorNs).toBe(clockErrorNs);
  expect(spanNs).toBeGreaterThan(600e6);
  expect(spanNs).toBeLessThan(wall);
});

test('a trial that crashes keeps its streamed events in a named file, and reports the file', async () => {
  const { code, stderr, file, trial } = await run(['broken-crash', '--trace-mode', 'stream', '--rate', '100']);
  expect([code, trial?.status]).toEqual([1, 'crashed']);
  expect(stderr).toContain('the trial of broken-crash ended before its trace was complete');
  const recording = await inspectRecording(file);
  expect(recording.damage).toContain('it has no end');
  expect(eventsOf(recording)).toBeGreaterThan(0);
  expect(recording.spanNs).toBeGreaterThan(0);
});
