// Runs real collections, measures and delays, and finds them between clock readings taken around them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { appendHostTimeline, hostRange } from '../../src/host/append.js';
import { measured } from '../../src/host/measures.js';
import { HostTimeline } from '../../src/host/timeline.js';
import { blockTypes } from '../../src/trace/recording-format.js';
import { RecordingWriter } from '../../src/trace/recording-writer.js';
import { temporaryFolder } from '../support/cli.js';
import { type HostRecording, type ReadEvent, readHostRecording } from '../support/read-host-recording.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

interface Span {
  before: bigint;
  after: bigint;
}

const never: Span = { before: 0n, after: 0n };

const now = () => process.hrtime.bigint();

/** A recording like that of the engine, of this process or another. */
function engineRecording(pid = process.pid): string {
  const pieces: Buffer[] = [];
  const writer = new RecordingWriter((piece) => pieces.push(piece));
  writer.fileHeader();
  writer.meta({ title: 'blob-unmap v3', source: 'rcu-bench' });
  writer.process({ pid, name: 'blob-unmap v3', order: 0 });
  writer.kind({ key: 'round', shape: 'mark', name: 'round', category: 'grace_period' });
  const thread = writer.thread({ pid, tid: pid + 1, name: 'RCU thread', order: 1 });
  writer.event({ thread, timeNs: now(), kind: 'round' });
  writer.end();
  const path = join(temporaryFolder(), 'trial.rcutrace');
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

async function around(work: () => unknown): Promise<Span> {
  const before = now();
  await work();
  return { before, after: now() };
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Work that a measure times until the work is ended. */
class Work {
  private done = () => {};
  private result: Promise<void> = Promise.resolve();

  constructor(private readonly name: string) {}

  begin(): void {
    const ended = new Promise<void>((resolve) => {
      this.done = resolve;
    });
    this.result = measured(this.name, () => ended);
  }

  end(): Promise<void> {
    this.done();
    return this.result;
  }
}

/** Does `work` on a timeline and reads the resulting recording back. */
async function record(work: () => Promise<void>, timeline = new HostTimeline()): Promise<HostRecording> {
  timeline.start();
  await work();
  await timeline.stop();
  const path = engineRecording();
  appendHostTimeline(path, timeline);
  return readHostRecording(path);
}

const named = ({ events }: HostRecording, name: string) => events.filter(({ kind }) => kind.name === name);
const errorOf = ({ meta }: HostRecording) => BigInt(meta.hostClockErrorNs as number);

/** Slices inside of the span, within the clock's error. */
const inside = (slices: ReadEvent[], { before, after }: Span, error: bigint) =>
  slices.filter(({ timeNs, b }) => timeNs >= before - error && timeNs + b <= after + error);

test('collections have their times and kinds', async () => {
  let [major, minor, calm] = [never, never, never];
  const recording = await record(async () => {
    major = await around(() => gc());
    calm = await around(() => {});
    minor = await around(() => gc({ type: 'minor' }));
  });
  const error = errorOf(recording);
  const majors = named(recording, 'GC major');
  const minors = named(recording, 'GC minor');
  expect(inside(majors, major, error).length).toBeGreaterThan(0);
  expect(inside(minors, minor, error).length).toBeGreaterThan(0);
  expect(inside(majors, calm, error)).toEqual([]);
  for (const { kind, b } of majors) {
    expect(kind).toMatchObject({ shape: 'complete', category: 'host.gc' });
    expect(b).toBeGreaterThan(0n);
  }
});

test('measures and marks have their times, and nested measures stay on the thread', async () => {
  let [outer, inner, mark] = [never, never, never];
  const recording = await record(async () => {
    outer = await around(() =>
      measured('outer', async () => {
        inner = await around(() => measured('inner', () => block(2)));
        mark = await around(() => performance.mark('here'));
        await sleep(2);
      }),
    );
  });
  const error = errorOf(recording);
  const [outerSlice, innerSlice] = ['outer', 'inner'].map((name) => named(recording, name)[0]);
  expect(inside(named(recording, 'outer'), outer, error).length).toBe(1);
  expect(inside(named(recording, 'inner'), inner, error).length).toBe(1);
  expect(inside(named(recording, 'here'), mark, error).length).toBe(1);
  expect([outerSlice, innerSlice].map((event) => event?.kind.shape)).toEqual(['complete', 'complete']);
  expect(innerSlice?.b).toBeGreaterThanOrEqual(2_000_000n);
});

test('a measure is recorded even if its work fails, and the error is passed on', async () => {
  const recording = await record(async () => {
    expect(() =>
      measured('throws', () => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
    await expect(measured('rejects', () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });
  expect(named(recording, 'throws').length).toBe(1);
  expect(named(recording, 'rejects').length).toBe(1);
});

test('measures that overlap in part are put on rows', async () => {
  const recording = await record(async () => {
    const [first, second] = [new Work('first'), new Work('second')];
    first.begin();
    await sleep(2);
    second.begin();
    await sleep(2);
    await first.end();
    await sleep(2);
    await second.end();
  });
  expect(named(recording, 'first')[0]?.kind.shape).toBe('complete');
  expect(named(recording, 'second')[0]).toMatchObject({
    a: 0n,
    kind: { shape: 'row', key: 'host.measure.second.row' },
  });
});

test('a delay of the event loop is a step of the counter at the time of the delay', async () => {
  let blocked = never;
  const recording = await record(async () => {
    await sleep(500);
    blocked = await around(() => block(400));
    await sleep(500);
  });
  const delays = named(recording, 'event-loop delay (ns)');
  const largest = delays.reduce((x, y) => (y.a > x.a ? y : x));
  expect(largest.kind).toMatchObject({ shape: 'counter', category: 'host.loop' });
  expect(Number(largest.a)).toBeGreaterThan(300e6);
  expect(largest.timeNs).toBeLessThan(blocked.after);
  // The delay must not be in a window that had ended before it; the next but one window begins later.
  expect(delays[delays.indexOf(largest) + 2]?.timeNs ?? blocked.after).toBeGreaterThan(blocked.before);
});

describe('data added to a recording', () => {
  test('is appended after the end block, with the host numbering, and times in ns', async () => {
    const { blocks, threads, kinds, events } = await record(async () => {
      performance.mark('one');
    });
    const end = blocks.indexOf(blockTypes.end);
    expect(blocks.slice(end + 1)).toContain(blockTypes.events);
    const thread = threads.find(({ name }) => name === 'node event loop');
    expect(thread).toMatchObject({ index: hostRange.firstThread, pid: process.pid, tid: process.pid, clock: 0 });
    expect(thread?.order).toBeGreaterThan(threads[0]?.order ?? 0);
    const added = [...kinds.values()].filter(({ category }) => category.startsWith('host.'));
    expect(Math.min(...added.map(({ id }) => id))).toBe(hostRange.firstKind);
    const times = events.filter((event) => event.thread === thread?.index).map(({ timeNs }) => timeNs);
    expect(times).toEqual([...times].sort((x, y) => Number(x - y)));
  });

  test("keeps the engine's name for their common process; another process is the host process", async () => {
    const timeline = new HostTimeline();
    timeline.start();
    await timeline.stop();
    const [own, foreign] = [engineRecording(), engineRecording(process.pid + 1)];
    for (const path of [own, foreign]) appendHostTimeline(path, timeline);
    expect(readHostRecording(own).processes.map(({ name }) => name)).toEqual(['blob-unmap v3']);
    expect(readHostRecording(foreign).processes.map(({ name }) => name)).toEqual(['blob-unmap v3', 'host process']);
  });

  test('counts events that did not fit', async () => {
    const recording = await record(async () => {
      for (let i = 0; i < 10; i++) performance.mark('many');
      await sleep(1);
    }, new HostTimeline(4));
    expect(named(recording, 'many').length).toBe(4);
    expect(recording.meta).toMatchObject({ title: 'blob-unmap v3' });
    expect(recording.meta.hostDroppedEntries).toBeGreaterThanOrEqual(6);
  });

  test('is rejected for a truncated file, a file of another kind, or one that already has the data', async () => {
    const timeline = new HostTimeline();
    timeline.start();
    await timeline.stop();
    const path = engineRecording();
    const whole = readFileSync(path);
    const refusal = (content: Buffer) => {
      writeFileSync(path, content);
      expect(() => appendHostTimeline(path, timeline)).toThrow(expect.objectContaining({ name: 'UserError' }));
      expect(readFileSync(path)).toEqual(content);
    };
    refusal(whole.subarray(0, whole.length - 4));
    refusal(Buffer.from('{"traceEvents":[]}'));
    writeFileSync(path, whole);
    appendHostTimeline(path, timeline);
    refusal(readFileSync(path));
  });
});
