// A recording and its exports give the same figures, whichever file they are read from.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { TraceSummary } from '../../src/documents/trace-reports.js';
import { ChromeReader } from '../../src/trace/chrome-reader.js';
import { cutExemplars } from '../../src/trace/cut.js';
import { explainUnmap } from '../../src/trace/explain.js';
import { exportTrace, wholeRecording } from '../../src/trace/export.js';
import { exportRecording } from '../../src/trace/export-recording.js';
import { readUnmaps } from '../../src/trace/recording.js';
import type { EventKind } from '../../src/trace/recording-format.js';
import { summarizeTrace } from '../../src/trace/summary.js';
import { TraceTally } from '../../src/trace/tally.js';
import { TrackEventReader } from '../../src/trace/track-event-reader.js';
import { temporaryFolder } from '../support/cli.js';
import {
  type MadeEvent,
  type MadeRecording,
  machineThreads,
  recordingBytes,
  unmaps,
  writeRecording,
} from '../support/recordings.js';

const everything = { fromNs: 0, toNs: Number.POSITIVE_INFINITY };

/** Makes figures independent of the order of slices. */
function figures({ slices, marks }: TraceSummary) {
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return {
    slices: slices
      .map(({ category, name, lengthNs }) => [`${category}/${name}`, ...lengthNs.toSorted()].join(' '))
      .sort(byName),
    marks: marks.map(({ category, name, count }) => `${category}/${name} ${count}`).sort(byName),
  };
}

/** Figures of a recording and of each of its exports. */
async function figuresOfAll(made: MadeRecording) {
  const folder = temporaryFolder();
  const recording = join(folder, 'r.rcutrace');
  writeRecording(recording, made);
  const names = ['t.json', 't.json.gz', 't.pftrace', 't.pftrace.gz'];
  const all = [figures(await summarizeTrace(recording))];
  for (const name of names) {
    const output = join(folder, name);
    const format = name.includes('json') ? 'chrome' : 'perfetto';
    await exportTrace({ parts: [wholeRecording(recording)], format, gzip: name.endsWith('.gz'), output });
    all.push(figures(await summarizeTrace(output)));
  }
  return all;
}

const foreign: EventKind[] = [
  { key: 'x_begin', shape: 'begin', name: 'guest runs', category: 'kvm', a: 'vcpu' },
  { key: 'x_end', shape: 'end', name: '', category: '', begins: 'x_begin' },
  { key: 'x_mark', shape: 'mark', name: 'an "interrupt" \\ ä', category: 'a/b', a: 'line', b: 'level' },
  { key: 'x_complete', shape: 'complete', name: 'disk read', category: 'disk' },
  { key: 'x_row', shape: 'row', name: 'request', category: 'disk', a: 'id' },
  { key: 'x_counter', shape: 'counter', name: 'load', category: '' },
];

const ownKinds = [
  'gp_begin gp_advanced round_begin force_decided scan_end gp_end event_wait_begin event_wait_end event_set fetch',
  'call_begin call_end count_raised count_subtracted batch_begin callback_begin callback_end batch_end sleep_begin',
  'sleep_end read_lock read_unlock bql_wait_begin bql_acquired bql_released command_begin command_end blob_mapped',
  'unmap_started unmap_completed unmap_finished violation stalled queue_depth',
].flatMap((line) => line.split(' '));

const anyRecording = fc
  .array(
    fc.tuple(
      fc.nat({ max: 2 }),
      fc.nat({ max: 5000 }),
      fc.constantFrom(...ownKinds, ...foreign.map(({ key }) => key)),
      fc.bigInt({ min: 0n, max: 4n }),
      fc.oneof(fc.bigInt({ min: 0n, max: 3000n }), fc.constantFrom(2n ** 63n, 2n ** 64n - 1n)),
    ),
    { maxLength: 120 },
  )
  .map((steps): MadeRecording => {
    let nowNs = 1_000_000;
    const events = steps.map(([thread, stepNs, kind, a, b]): MadeEvent => {
      nowNs += stepNs;
      // Lengths must stay exact in a double, and a latency must not exceed the recorded time.
      const isLength = kind === 'x_complete' || kind === 'x_row' || kind === 'unmap_finished';
      return [thread, nowNs, kind, a, isLength ? b % 4096n : b];
    });
    return { threads: machineThreads, kinds: foreign, events: [[0, 990_000, 'kick'], ...events] };
  });

describe('figures are the same', () => {
  test('for a recording of unmaps and its exports', async () => {
    const made = unmaps(5000, 20_000, 10_000, 3000);
    // The last unmap does not count in the tables.
    const events = made.events.map(
      (event): MadeEvent =>
        event[2] === 'unmap_finished' && event[3] === 4n ? [1, event[1], event[2], 4n, 3000n] : event,
    );
    const [first, ...others] = await figuresOfAll({ ...made, events });
    expect(first?.slices).toContain('unmap/unmap 5000 10000 20000');
    expect(first?.slices).toContain('unmap/unmap, not measured 3000');
    expect(first?.slices).toContain('grace_period/grace period 2400 4400 9400 19400');
    expect(first?.marks).toContain('unmap/region gone 4');
    for (const other of others) expect(other).toEqual(first);
  });

  test('for arbitrary recordings', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecording, async (made) => {
        const [first, ...others] = await figuresOfAll(made);
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: 40 },
    );
  });

  test('for a value beyond int64, which Chrome JSON stores as a string', async () => {
    const events: MadeEvent[] = [[0, 1000, 'x_mark', -1n, 2n ** 63n]];
    const [first, ...others] = await figuresOfAll({ threads: machineThreads, kinds: foreign, events });
    expect(first?.marks).toEqual(['a/b/an "interrupt" \\ ä 1']);
    for (const other of others) expect(other).toEqual(first);
  });
});

test('figures do not depend on how a file is split into chunks', async () => {
  const file = join(temporaryFolder(), 'r.rcutrace');
  writeRecording(file, unmaps(5000, 20_000));
  const whole = figures(await summarizeTrace(file));
  for (const [format, Reader] of [
    ['chrome', ChromeReader],
    ['perfetto', TrackEventReader],
  ] as const) {
    const output = `${file}.${format}`;
    await exportTrace({ parts: [wholeRecording(file)], format, gzip: false, output });
    const bytes = readFileSync(output);
    for (const piece of [1, 7, 1000]) {
      const tally = new TraceTally();
      const reader = new Reader(output, tally);
      for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
      reader.end();
      expect(figures(tally.summary())).toEqual(whole);
    }
  }
});

describe('an export', () => {
  test('has the same bytes, gzipped or not', async () => {
    const folder = temporaryFolder();
    const recording = join(folder, 'r.rcutrace');
    writeRecording(recording, unmaps(5000, 20_000));
    const wishes = { gzip: false, window: everything, categories: [] };
    const plain = await exportRecording(recording, wishes);
    const packed = await exportRecording(recording, { ...wishes, gzip: true });
    expect([plain.output, packed.output]).toEqual([join(folder, 'r.json'), join(folder, 'r.json.gz')]);
    expect(gunzipSync(readFileSync(packed.output))).toEqual(readFileSync(plain.output));
    expect(JSON.parse(readFileSync(plain.output, 'utf8')).traceEvents.length).toBeGreaterThan(20);
  });

  test('never overwrites its recording', async () => {
    const file = join(temporaryFolder(), 'recording');
    writeRecording(file, unmaps(5000));
    const before = readFileSync(file);
    const wishes = { gzip: false, window: everything, categories: [], output: file };
    expect(await refusal(() => exportRecording(file, wishes))).toBe(`'${file}' is the recording itself`);
    const cut = { percentiles: [50], marginNs: 0, output: file };
    expect(await refusal(() => cutExemplars([file], cut))).toBe(`'${file}' is the recording itself`);
    expect(readFileSync(file)).toEqual(before);
  });

  test('of an unknown category leaves an older file unchanged', async () => {
    const folder = temporaryFolder();
    const [file, output] = [join(folder, 'r.rcutrace'), join(folder, 't.json')];
    writeRecording(file, unmaps(5000));
    writeFileSync(output, 'older');
    const wishes = { gzip: false, window: everything, categories: ['unmpa'], output };
    expect(await refusal(() => exportRecording(file, wishes))).toBe(`nothing in '${file}' is of category 'unmpa'`);
    expect(readFileSync(output, 'utf8')).toBe('older');
  });
});

describe('unmaps of a recording', () => {
  test('have their latencies, and the parts of the explanation sum to the latency', async () => {
    const file = join(temporaryFolder(), 'r.rcutrace');
    writeRecording(file, unmaps(5000, 20_000, 10_000));
    const { resource, latencyNs, atNs, measured, slowest } = await readUnmaps(file);
    const measuredNs = latencyNs.filter((_, i) => measured[i] === 1);
    expect(slowest?.latencyNs).toBe(Math.max(...measuredNs));
    expect([...resource]).toEqual([1, 2, 3]);
    expect([...latencyNs]).toEqual([5000, 20_000, 10_000]);
    expect([...atNs]).toEqual([1000, 8000, 30_000]);
    expect([...measured]).toEqual([1, 1, 1]);
    const { story, rank, unmaps: n, title } = await explainUnmap(file, { percentile: 100 });
    expect([story.resource, rank, n, title]).toEqual([2, 3, 3, 'blob-unmap v3']);
    expect(story.intervals.reduce((sum, { beginNs, endNs }) => sum + endNs - beginNs, 0)).toBe(20_000);
    expect(story.gracePeriods).toEqual([{ beginNs: 200, endNs: 19_600, rounds: 2, sleeps: 1 }]);
  });

  test('that are cut and put side by side begin after the margin', async () => {
    const folder = temporaryFolder();
    const [file, output] = [join(folder, 'r.rcutrace'), join(folder, 'cut.json')];
    writeRecording(file, unmaps(5000, 20_000, 10_000));
    const { exemplars } = await cutExemplars([file], { percentiles: [50, 100], marginNs: 1500, output });
    expect(exemplars.map(({ percentile, resource, latencyNs }) => [percentile, resource, latencyNs])).toEqual([
      [50, 3, 10_000],
      [100, 2, 20_000],
    ]);
    const { traceEvents } = JSON.parse(readFileSync(output, 'utf8'));
    const rows = traceEvents.filter(
      ({ ph, name }: { ph: string; name: string }) => ph === 'b' && /^unmap of/.test(name),
    );
    expect(rows.map(({ ts, pid }: { ts: number; pid: number }) => [ts, pid])).toEqual([
      [1.5, 1],
      [1.5, 2],
    ]);
  });
});

async function refusal(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a file that is not a trace causes a one-line error', () => {
  const chrome = () => {
    const folder = temporaryFolder();
    writeRecording(join(folder, 'r.rcutrace'), unmaps(5000, 20_000));
    return exportTrace({
      parts: [wholeRecording(join(folder, 'r.rcutrace'))],
      format: 'chrome',
      gzip: false,
      output: join(folder, 't.json'),
    }).then(() => readFileSync(join(folder, 't.json')));
  };

  test.each<[string, (whole: Buffer) => Buffer | string, RegExp]>([
    ['empty', () => '', /is empty$/],
    ['an empty gzip file', () => gzipSync(''), /is empty$/],
    ['text', () => 'hello\n', /is neither a recording nor a trace that rcu-bench exports$/],
    ['a gzipped recording', () => gzipSync(recordingBytes(unmaps(5000))), /is neither a recording nor/],
    ['JSON of another kind', () => '{"name":"rcu-bench"}\n', /was not exported by rcu-bench/],
    ["another program's trace", () => '{"traceEvents":[{"ph":"X","ts":1,"dur":2}]}', /was not exported by rcu-bench/],
    ['an array', () => '[\n{"ph":"X","name":"a","ts":1,"dur":2}\n]', /was not exported by rcu-bench/],
    ['one long line', () => `{${' '.repeat(3 << 20)}`, /was not exported by rcu-bench/],
    ['an empty first line', () => '\n\nhello, this is text', /is no TrackEvent trace/],
    ['truncated inside a line', (whole) => whole.subarray(0, whole.length - 200), /is damaged|was cut/],
    ['truncated between two lines', (whole) => whole.subarray(0, whole.lastIndexOf('\n]')), /was cut/],
    ['damaged', (whole) => whole.toString().replace('"ph":"X",', '"ph":"X"'), /is damaged/],
    ['truncated gzip', (whole) => gzipSync(whole).subarray(0, 500), /unexpected end of file$/],
    ['damaged gzip', (whole) => gzipSync(whole).fill(0, 300, 310), /^cannot read /],
  ])('%s', async (_, make, message) => {
    const file = join(temporaryFolder(), 'trace');
    writeFileSync(file, make(await chrome()));
    const said = await refusal(() => summarizeTrace(file));
    expect(said.replace(`'${file}'`, 'it')).toMatch(message);
    expect(said).toContain(`'${file}'`);
    expect(said).not.toContain('\n');
  });

  test('a missing file, or a folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'd'));
    for (const [name, reason] of [
      ['missing', 'no such file or folder'],
      ['d', 'it is a folder'],
    ] as const) {
      const file = join(folder, name);
      expect(await refusal(() => summarizeTrace(file))).toBe(`cannot read '${file}': ${reason}`);
      expect(await refusal(() => readUnmaps(file))).toBe(`cannot read the recording '${file}': ${reason}`);
    }
  });

  test('a truncated recording gives its complete events and a warning', async () => {
    const file = join(temporaryFolder(), 'r.rcutrace');
    writeFileSync(file, recordingBytes({ ...unmaps(5000), whole: false }));
    const { damage, story } = await explainUnmap(file, { percentile: 100 });
    expect(story.latencyNs).toBe(5000);
    expect(damage).toMatch(/^it has no end/);
    expect(statSync(file).size).toBeGreaterThan(500);
  });
});
