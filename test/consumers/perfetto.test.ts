import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';
import { fetchTraceProcessor, importErrors, queryTrace, type Row } from './trace-processor.js';

const processor = fetchTraceProcessor();
const folder = 'folder' in processor ? processor.folder : '';
if ('unavailable' in processor) {
  console.warn(`SKIPPED: Perfetto's trace processor is out of reach. ${processor.unavailable}`);
}

const column = (rows: Row[], name: string) => rows.map((row) => row[name]);

describe.skipIf(folder === '')("Perfetto's trace processor", () => {
  test('sees what this harness gives it, and says where something is wrong', () => {
    const trace = join(temporaryFolder(), 't.json');
    const event = { ph: 'X', pid: 1, tid: 1, ts: 1, dur: 2.5, name: 'slice' };
    const write = (events: object[]) => writeFileSync(trace, JSON.stringify({ traceEvents: events }));
    write([event]);
    const [errors, slices] = queryTrace(folder, trace, [importErrors, 'select name, dur from slice']);
    expect(errors).toEqual([]);
    expect(slices).toEqual([{ name: 'slice', dur: 2500 }]);

    write([event, { ...event, ts: 2, dur: 9 }]); // partly overlaps the first
    expect(queryTrace(folder, trace, [importErrors])[0]).not.toEqual([]);
  });

  describe.each([
    ['v3', 'kvm'],
    ['legacy', 'kvm'],
    ['v1', 'tcg'],
  ])('on a trace of %s under %s', (version, accel) => {
    const work = mkdtempSync(join(tmpdir(), 'rcu-bench-perfetto-'));
    let [errors, threads, slices, flows, counters, unmaps]: Row[][] = [];

    beforeAll(async () => {
      const args = ['--accel', accel, '--duration', '1s', '--rate', '5', '--trace', 't.json', '--seed', '11'];
      const { code, stderr } = await runCli(['run', version, ...args], { cwd: work });
      expect([code, stderr]).toEqual([0, '']);
      [errors, threads, slices, flows, counters, unmaps] = queryTrace(folder, join(work, 't.json'), [
        importErrors,
        'select distinct t.name from thread t join thread_track k using (utid)',
        'select name, count(*) n, min(dur) shortest from slice group by name',
        `select a.name beginning, b.name ending from flow f
         join slice a on a.id = f.slice_out join slice b on b.id = f.slice_in group by 1, 2`,
        'select distinct t.name from counter c join counter_track t on c.track_id = t.id',
        "select dur from slice where name glob 'unmap of resource *'",
      ]);
    });
    afterAll(() => rmSync(work, { recursive: true }));

    test('finds no error', () => {
      expect(errors).toEqual([]);
    });

    test('shows every thread by its name', () => {
      const names = ['RCU thread', 'main loop', 'vCPU 0', 'vCPU 1', 'I/O thread', 'guest driver'];
      expect(column(threads ?? [], 'name')).toEqual(expect.arrayContaining(names));
    });

    test('finds the slices of grace periods, readers and commands, all with their lengths', () => {
      const names = [
        'grace period',
        'round',
        'read section',
        'callbacks',
        'BQL wait',
        'RESOURCE_UNMAP_BLOB',
        'SUBMIT_3D',
      ];
      expect(column(slices ?? [], 'name')).toEqual(expect.arrayContaining(names));
      expect(Math.min(...column(slices ?? [], 'shortest').map(Number))).toBeGreaterThanOrEqual(0);
    });

    test('draws arrows from call_rcu to the callback', () => {
      expect(flows).toContainEqual({ beginning: 'call_rcu', ending: 'callback' });
    });

    test('has the counters', () => {
      const names = column(counters ?? [], 'name').join('\n');
      for (const name of ['control queue', 'renderer blocked', 'callbacks pending']) expect(names).toContain(name);
    });

    test('shows each unmap as one slice across its suspension', () => {
      const durationsNs = column(unmaps ?? [], 'dur').map(Number);
      expect(durationsNs.length).toBeGreaterThan(0);
      expect(Math.min(...durationsNs)).toBeGreaterThan(0);
    });
  });
});
