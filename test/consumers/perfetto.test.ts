import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetricSummary, ResultDocument, TrialResult } from '../../src/documents/result.js';
import type { Exported } from '../../src/documents/trace-reports.js';
import type { SummaryDocument } from '../../src/report/trace-summary.js';
import { RecordingWriter } from '../../src/trace/recording-writer.js';
import { sharedFolder, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { recordingBytes, unmaps } from '../support/recordings.js';
import { fetchTraceProcessor, importErrors, type Row, TraceProcessor } from './trace-processor.js';

const processor = fetchTraceProcessor();
const folder = 'folder' in processor ? processor.folder : '';
if ('unavailable' in processor) {
  console.warn(`SKIPPED: Perfetto's trace processor is out of reach. ${processor.unavailable}`);
}

const traces = new TraceProcessor(folder);
afterAll(() => traces.close());

describe.skipIf(folder === '')("Perfetto's trace processor", () => {
  test('loads a trace of this harness, and reports errors in a broken trace', async () => {
    const trace = join(temporaryFolder(), 't.json');
    const event = { ph: 'X', pid: 1, tid: 1, ts: 1, dur: 2.5, name: 'slice' };
    const write = (events: object[]) => writeFileSync(trace, JSON.stringify({ traceEvents: events }));
    write([event]);
    const [errors, slices] = await traces.query(trace, [importErrors, 'select name, dur from slice']);
    expect(errors).toEqual([]);
    expect(slices).toEqual([{ name: 'slice', dur: 2500 }]);

    write([event, { ...event, ts: 2, dur: 9 }]); // partly overlaps the first
    const [overlap] = await traces.query(trace, [importErrors]);
    expect(overlap).not.toEqual([]);
  });

  describe.each([
    ['v3', 'kvm', 130, []], // a rate that gives enough unmaps for a p99
    ['legacy', 'tcg', 5, []],
    ['v1', 'tcg', 5, ['--path', 'unref']],
    ['v3', 'kvm', 40, ['--path', 'reset', '--burst', '8']],
  ])('on a trace of %s under %s, %i/s %j', (version, accel, rate, more) => {
    const work = mkdtempSync(join(tmpdir(), 'rcu-bench-perfetto-'));
    const recording = join(work, 't.rcutrace');
    const forms: Record<string, Form> = {};
    let summary: SummaryDocument;
    let trial: TrialResult;

    beforeAll(async () => {
      const args = [
        '--accel',
        accel,
        '--duration',
        '1s',
        '--rate',
        `${rate}`,
        '--trace',
        recording,
        '--seed',
        '11',
        ...more,
      ];
      trial = firstTrial(await json(['run', version, ...args]));
      summary = await json(['trace', 'summary', recording]);
      for (const format of ['chrome', 'perfetto']) {
        const report: Exported = await json(['trace', 'export', recording, '--format', format]);
        forms[format] = { report, answers: await ask(report.output) };
      }
    });
    afterAll(() => rmSync(work, { recursive: true }));

    describe.each(['chrome', 'perfetto'])('as %s', (format) => {
      const answers = () => (forms[format] as Form).answers;
      const report = () => (forms[format] as Form).report;

      test('imports without an error, and finds as many slices, marks and arrows as were written', () => {
        const { slices, marks, counters, arrows, threads } = report();
        expect(answers().errors).toEqual([]);
        expect(answers().counts).toEqual([{ slices: slices + marks, counters, arrows, threads }]);
      });

      test('finds every slice with its name and its length in ns', () => {
        const expected = figuresByName(summary);
        const found = new Map(answers().lengths.map(({ name, ...figures }) => [name, figures]));
        for (const [name, figures] of expected) expect([name, found.get(name)]).toEqual([name, figures]);
      });

      test('computes the p50 and p99 of unmaps that the table prints', () => {
        const { n, p50 = 0, p99 } = trial.metrics['unmap.latency'] as MetricSummary;
        const [row] = answers().quantiles;
        expect(row?.n).toBe(n);
        expect(row?.p50).toBeCloseTo(p50, 3);
        expect(p99 !== undefined).toBe(rate > 100);
        if (p99 !== undefined) expect(row?.p99).toBeCloseTo(p99, 3);
        expect(row?.max).toBe(trial.metrics['unmap.latency']?.max);
      });

      test('shows threads with their names, ordered by their role in the machine', () => {
        expect(answers().threads.map(({ name }) => name)).toEqual(
          expect.arrayContaining(['guest driver', 'vCPU 0', 'I/O thread', 'main loop', 'RCU thread']),
        );
      });

      test('draws arrows from call_rcu to the callback, and along the steps that an unmap waits for', () => {
        const arrows = answers().flows.map(({ beginning, ending }) => `${beginning} > ${ending}`);
        expect(arrows).toContain('call_rcu > callback');
        expect(arrows.some((arrow) => arrow.endsWith('> grace period'))).toBe(true);
        expect(arrows).toContain('grace period > region gone');
      });

      test('has the counters', () => {
        // The Chrome format appends the name of the argument.
        const names = answers().counterTracks.map(({ name }) => String(name).replace(/ value$/, ''));
        for (const name of ['control queue', 'renderer blocked', 'callbacks pending', 'readers in section']) {
          expect(names).toContain(name);
        }
      });

      test('shows the stages of each unmap, whose lengths sum to that of the unmap', () => {
        const bad = answers().stages.filter(({ dur, sum }) => dur !== sum);
        expect(answers().stages.length).toBeGreaterThan(0);
        expect(bad).toEqual([]);
      });
    });
  });

  test.each([
    ['chrome', 3],
    ['chrome', 14],
    ['perfetto', 3],
    ['perfetto', 14],
  ])('a damaged recording as %s loads without an error: seed %i', async (format, seed) => {
    const work = mkdtempSync(join(tmpdir(), 'rcu-bench-damaged-'));
    const recording = join(work, 'damaged.rcutrace');
    const bytes = recordingBytes(unmaps(5000, 20_000, 300_000));
    const random = xoroshiro128plus(seed);
    for (let i = 0; i < 12; i++) {
      bytes.writeUInt8(uniformInt(random, 0, 255), uniformInt(random, 16, bytes.length - 1));
    }
    writeFileSync(recording, bytes.subarray(0, bytes.length - uniformInt(random, 0, 200)));
    const { output, slices, marks }: Exported = await json(['trace', 'export', recording, '--format', format]);
    const [errors, count] = await traces.query(output, [importErrors, 'select count(*) n from slice']);
    expect(errors).toEqual([]);
    expect(count).toEqual([{ n: slices + marks }]);
    rmSync(work, { recursive: true });
  });

  test.each(['legacy', 'baseline', 'v3', 'v1-deadlock'])(
    'the canonical trace of %s loads without an error',
    async (name) => {
      const trace = fileURLToPath(new URL(`../../traces/${name}.json.gz`, import.meta.url));
      const [errors, stalls, unmaps] = await traces.query(trace, [
        importErrors,
        "select count(*) n from slice where name = 'STALLED'",
        "select count(*) n from slice where name glob 'unmap of resource *'",
      ]);
      expect(errors).toEqual([]);
      expect([stalls, unmaps]).toEqual(name === 'v1-deadlock' ? [[{ n: 1 }], [{ n: 0 }]] : [[{ n: 0 }], [{ n: 1 }]]);
    },
  );

  describe('a million events with hostile names', () => {
    const recording = join(sharedFolder(), 'million.rcutrace');
    const n = 1_000_000;

    beforeAll(() => {
      const pieces: Buffer[] = [];
      const writer = new RecordingWriter((piece) => pieces.push(Buffer.from(piece)));
      writer.fileHeader();
      writer.process({ pid: 7, name: 'a "process"\n\u0000 \ud800 ü 漢', order: 0 });
      const thread = writer.thread({ pid: 7, tid: 8, name: '</script> \\ {"traceEvents":[', order: 0 });
      writer.kind({ key: 'x', shape: 'begin', name: 'sl"ice\t\u001b[31m 🧵', category: 'ca\\t', a: 'value "a"' });
      writer.kind({ key: 'y', shape: 'end', name: '', category: '', begins: 'x' });
      for (let i = 0; i < n; i++) {
        const value = i % 1000 === 0 ? 2n ** 64n - 1n : BigInt(i); // beyond int64: the importer accepts only a string
        writer.event({ thread, timeNs: BigInt(i) * 1000n + 17n, kind: 'x', a: value });
        writer.event({ thread, timeNs: BigInt(i) * 1000n + 917n, kind: 'y' });
      }
      writer.end();
      writeFileSync(recording, Buffer.concat(pieces));
    });

    test.each(['chrome', 'perfetto'])('load as %s', async (format) => {
      const { output }: Exported = await json(['trace', 'export', recording, '--format', format]);
      const [errors, slices] = await traces.query(output, [
        importErrors,
        'select count(*) n, min(dur) shortest, max(dur) longest, count(distinct name) names from slice',
      ]);
      expect(errors).toEqual([]);
      expect(slices).toEqual([{ n, shortest: 900, longest: 900, names: 1 }]);
    });
  });
});

interface Form {
  report: Exported;
  answers: Answers;
}

interface Answers {
  errors: Row[];
  counts: Row[];
  lengths: Row[];
  quantiles: Row[];
  threads: Row[];
  flows: Row[];
  counterTracks: Row[];
  stages: Row[];
}

const measured = "extract_arg(arg_set_id, 'args.measured') = 1 or extract_arg(arg_set_id, 'debug.measured') = 1";

/** Interpolates between the two nearest ranks, like the tables. */
const quantile = (q: number) => `sum(dur * max(0.0, 1.0 - abs((n - 1) * ${q} - i)))`;

async function ask(trace: string): Promise<Answers> {
  const [errors, counts, lengths, quantiles, threads, flows, counterTracks, stages] = (await traces.query(trace, [
    importErrors,
    `select (select count(*) from slice) slices, (select count(*) from counter) counters,
      (select count(*) from flow) arrows, (select count(distinct utid) from thread_track) threads`,
    `select category || '/' || replace(name, 'unmap of resource ' || substr(name, 19), 'unmap') name,
      count(*) n, sum(dur) total, max(dur) max from slice group by 1`,
    `with measured as (
       select dur, row_number() over (order by dur) - 1 i, count(*) over () n from slice
       where name glob 'unmap of resource *' and (${measured}))
     select max(n) n, ${quantile(0.5)} p50, ${quantile(0.99)} p99, max(dur) max from measured`,
    'select distinct t.name from thread t join thread_track k using (utid)',
    `select distinct a.name beginning, b.name ending from flow f
     join slice a on a.id = f.slice_out join slice b on b.id = f.slice_in`,
    'select distinct t.name from counter c join counter_track t on c.track_id = t.id',
    `select u.dur, (select sum(dur) from slice s where s.parent_id = u.id) sum from slice u
     where u.name glob 'unmap of resource *'`,
  ])) as [Row[], Row[], Row[], Row[], Row[], Row[], Row[], Row[]];
  return { errors, counts, lengths, quantiles, threads, flows, counterTracks, stages };
}

async function json<T>(args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runHere([...args, '--json'], { cwd: tmpdir() });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

function firstTrial({ trials }: ResultDocument): TrialResult {
  const [trial] = trials;
  if (trial === undefined) throw new Error('no trial ran');
  return trial;
}

/** Merges unmaps that were measured with those that were not: the summary separates them, SQL does not. */
function figuresByName({ slices }: SummaryDocument): Map<string, { n: number; total: number; max: number }> {
  const figures = new Map<string, { n: number; total: number; max: number }>();
  for (const { category, name, n, totalNs, max = 0 } of slices) {
    const key = `${category}/${name.replace(', not measured', '')}`;
    const known = figures.get(key) ?? { n: 0, total: 0, max: 0 };
    figures.set(key, { n: known.n + n, total: known.total + totalNs, max: Math.max(known.max, max) });
  }
  return figures;
}
