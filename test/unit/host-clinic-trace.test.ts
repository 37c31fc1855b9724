// Merges node's trace of V8 by its clock alone. Runs without clinic, which only stores that trace.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { clinicRange } from '../../src/host/append.js';
import { appendClinicTrace } from '../../src/profile/trace-events.js';
import { RecordingWriter } from '../../src/trace/recording-writer.js';
import { agreementOf } from '../support/agreement.js';
import { temporaryFolder } from '../support/cli.js';
import { readHostRecording } from '../support/read-host-recording.js';

test("node's trace and perf_hooks agree on begin and length of garbage collections", () => {
  const folder = temporaryFolder();
  const options = ['--expose-gc', '--trace-events-enabled', '--trace-event-categories', 'v8'];
  const { status, stderr } = spawnSync(
    process.execPath,
    [...options, resolve('test/support/collecting-host.mjs'), 'host.rcutrace'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
  const recording = join(folder, 'host.rcutrace');
  const count = appendClinicTrace(recording, join(folder, 'node_trace.1.log'));
  const agreement = agreementOf(readHostRecording(recording));
  expect(count).toBeGreaterThan(20);
  expect(agreement.pairs).toBeGreaterThanOrEqual(20);
  expect(agreement.unmatched).toBe(0);
  // The clocks' error. The median ignores single collections that a busy machine delays.
  expect(agreement.medianStartNs).toBeLessThan(50_000);
  expect(agreement.medianLengthNs).toBeLessThan(50_000);
});

function merged(traceEvents: object[]) {
  const folder = temporaryFolder();
  const recording = join(folder, 'r.rcutrace');
  const trace = join(folder, 'trace');
  const pieces: Buffer[] = [];
  const writer = new RecordingWriter((piece) => pieces.push(piece));
  writer.fileHeader();
  writer.end();
  writeFileSync(recording, Buffer.concat(pieces));
  writeFileSync(trace, JSON.stringify({ traceEvents }));
  const count = appendClinicTrace(recording, trace);
  return { count, ...readHostRecording(recording) };
}

const event = (ph: string, name: string, ts: number, more: object = {}) => ({ pid: 7, tid: 7, ph, name, ts, ...more });

test('complete slices, begin-end pairs and marks become events in ns, in order of time', () => {
  const { count, events, meta } = merged([
    event('M', 'process_name', 0),
    event('E', 'never begun', 4),
    event('I', 'loopStart', 25_000_000_000),
    event('X', 'V8.GCScavenger', 12, { dur: 5 }),
    event('B', 'MinorGC', 10),
    event('B', 'never ended', 11),
    event('E', 'MinorGC', 18),
  ]);
  expect(events.map(({ kind, timeNs, b }) => [kind.name, kind.shape, timeNs, b])).toEqual([
    ['MinorGC', 'complete', 10_000n, 8_000n],
    ['V8.GCScavenger', 'complete', 12_000n, 5_000n],
    ['loopStart', 'mark', 25_000_000_000_000n, 0n],
  ]);
  expect([count, meta.clinicEvents]).toEqual([3, 3]);
});

test('each thread stays separate, with an id that no Linux thread has', () => {
  const { threads, events } = merged([event('X', 'a', 1, { dur: 1, tid: 9 }), event('X', 'a', 1, { dur: 2 })]);
  expect(threads.map(({ index, pid, name }) => [index, pid, name])).toEqual([
    [clinicRange.firstThread, 7, 'clinic (v8)'],
    [clinicRange.firstThread + 1, 7, 'clinic (v8), thread 9'],
  ]);
  for (const { tid } of threads) expect(tid).toBeGreaterThan(2 ** 22);
  expect(events.map(({ thread, b }) => [thread, b])).toEqual([
    [clinicRange.firstThread, 2000n],
    [clinicRange.firstThread + 1, 1000n],
  ]);
});

test('slices that do not nest are put on rows', () => {
  const { events } = merged([event('X', 'a', 0, { dur: 10 }), event('X', 'a', 5, { dur: 10 })]);
  expect(events.map(({ kind }) => kind.shape)).toEqual(['complete', 'row']);
});

test('an empty trace adds nothing', () => {
  expect(merged([event('M', 'process_name', 0)])).toMatchObject({ count: 0, threads: [] });
});
