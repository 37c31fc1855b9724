// A schedule as a recording: one track per thread, virtual time as the time axis, nested spans.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogEntry, ShownSchedule } from '../../src/documents/explore.js';
import { kindShapes } from '../../src/trace/recording-format.js';
import { writeRecording } from '../../src/trace/schedule-trace.js';
import { temporaryFolder } from '../support/cli.js';
import { readRecording } from '../support/read-recording.js';

const ms = 1e6;
const entry = (kind: LogEntry['kind'], name: string, thread: number, step: number, timeNs = 0, a = 0, b = 0) =>
  ({ kind, name, thread, step, timeNs, a, b }) satisfies LogEntry;

const shown: ShownSchedule = {
  scenario: 'half-done-call',
  threads: ['A', 'B'],
  log: [
    entry('probe', 'call_begin', 1, 0),
    entry('operation', 'modify', 1, 1),
    entry('probe', 'enqueue_swapped', 1, 1),
    entry('operation', 'futex_wait', 0, 2),
    entry('probe', 'call_end', 1, 2),
    entry('operation', 'load', 0, 3, 10 * ms),
    entry('note', 'promptness', 0, 3, 10 * ms),
    entry('probe', 'event_wait_end', 0, 3, 10 * ms, 3, -1),
  ],
  finding: {
    scenario: 'half-done-call',
    property: 'promptness',
    severity: 'note',
    count: 3,
    preemptions: 1,
    schedule: '1x1,0x1,0x1',
  },
};

function recorded() {
  const file = join(temporaryFolder(), 'schedule.rcutrace');
  const pieces: Buffer[] = [];
  writeRecording(shown, 'v3', (piece) => pieces.push(piece));
  writeFileSync(file, Buffer.concat(pieces));
  return readRecording(file);
}

test('the tracks, with the RCU thread first, and the title', () => {
  const { processes, threads, meta, whole } = recorded();
  expect(whole).toBe(true);
  expect(processes.map(({ name }) => name)).toEqual(['explore v3, half-done-call: promptness']);
  expect(threads.map(({ name }) => name)).toEqual(['0 RCU thread', '1 A', '2 B']);
  expect(meta).toMatchObject({ version: 'v3', scenario: 'half-done-call', schedule: '1x1,0x1,0x1' });
});

test('time advances with every entry: a microsecond per operation is added to the virtual time', () => {
  const { events } = recorded();
  const times = events.map(({ timeNs }) => timeNs);
  expect(events).toHaveLength(shown.log.length);
  const operations = events.filter(({ kind }) => kind.startsWith('explore.operation.'));
  expect(operations.map(({ timeNs }) => timeNs).toSorted((x, y) => Number(x - y))).toEqual([1000n, 2000n, 10_003_000n]);
  expect(operations.map(({ b }) => b)).toEqual([400n, 400n, 400n]);
  expect(new Set(times).size).toBe(times.length);
});

test('the begin of a span is declared before its end, even if the span began before the scenario', () => {
  const { kinds } = recorded();
  const of = (key: string) => kinds.find((kind) => kind.key === `explore.probe.${key}`);
  expect(of('call_begin')).toMatchObject({ shape: kindShapes.begin, name: 'call_rcu' });
  expect(of('call_end')).toMatchObject({ shape: kindShapes.end, closes: 'explore.probe.call_begin' });
  expect(of('event_wait_end')).toMatchObject({ closes: 'explore.probe.event_wait_begin' });
  expect(of('enqueue_swapped')?.shape).toBe(kindShapes.mark);
});
