import { expect, test } from 'vitest';
import type { LogEntry } from '../../src/documents/explore.js';
import { breakSchedule, columnsText } from '../../src/report/explore.js';

test('a long schedule is broken between slices, and its lines can be joined again', () => {
  const schedule = '1x2,2x8,0x25,3x8,0x12,1x2';
  const lines = breakSchedule(schedule, 9);
  expect(lines).toEqual(['1x2,2x8,', '0x25,3x8,', '0x12,1x2']);
  expect(lines.join('')).toBe(schedule);
  expect(breakSchedule(schedule, 80)).toEqual([schedule]);
  expect(breakSchedule(schedule, 2).join('')).toBe(schedule);
});

const entry = (kind: LogEntry['kind'], name: string, thread: number, a = 0, b = 0) =>
  ({ kind, name, thread, step: 1, timeNs: 0, a, b }) satisfies LogEntry;

test('columns: idle threads have none, rows are at most 72 wide, the dummy node is omitted', () => {
  const threads = ['producer-one', 'B', 'C', 'D', 'E', 'F', 'G'];
  const log = threads.flatMap((_, i) => (i === 2 ? [] : [entry('operation', 'load', i + 1)]));
  const text = columnsText({
    scenario: 'test',
    threads,
    log: [
      ...log,
      entry('probe', 'event_wait_begin', 1, 3, 10),
      entry('probe', 'event_wait_begin', 1, 1, 2 ** 31 - 1),
      entry('probe', 'enqueue_swapped', 2, -1),
      entry('probe', 'force_notify', 7, 4),
      entry('probe', 'force_notify', 7, 0),
    ],
    endsIn: 'deadlock',
  });
  expect(text).toMatchInlineSnapshot(`
    "producer-on B           D           E           F           G
    ------------------------------------------------------------------------
     wait force
     wait ready
                                                                 kick D
    *** deadlock"
  `);
});
