// A schedule in Perfetto: one track per thread, with virtual time as the time axis.
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import { fetchTraceProcessor, importErrors, TraceProcessor } from './trace-processor.js';

const processor = fetchTraceProcessor();
const folder = 'folder' in processor ? processor.folder : '';
if ('unavailable' in processor) {
  console.warn(`SKIPPED: Perfetto's trace processor is out of reach. ${processor.unavailable}`);
}

const tracks = `select distinct thread.name from slice join thread_track on slice.track_id = thread_track.id
  join thread using (utid) order by thread.name`;
const gracePeriods = "select dur from slice where name = 'grace period' and dur > 1000000";
const finding = "select name from slice where category = 'finding'";

const traces = new TraceProcessor(folder);
afterAll(() => traces.close());

describe.skipIf(folder === '')('the trace of a schedule', () => {
  test.each(['schedule.json', 'schedule.pftrace'])('%s', async (name) => {
    const file = join(temporaryFolder(), name);
    // The force event is set late: the reader stays in its section for 25 ms.
    const schedule = '2x11,0x36,1x8,3x4,0x21,2x2,0x35';
    const args = ['explore', 'v3', '--scenario', 'half-done-call', '--replay', schedule, '--trace', file];
    expect((await runHere(args)).code).toBe(0);
    const [errors, names, long, found] = await traces.query(file, [importErrors, tracks, gracePeriods, finding]);
    expect(errors).toEqual([]);
    expect(names?.map((row) => row.name)).toEqual(['0 RCU thread', '1 A', '2 B', '3 R', '4 S']);
    expect(long).toHaveLength(1);
    expect(Number(long?.[0]?.dur)).toBeGreaterThan(25e6);
    expect(found).toEqual([{ name: '*** sleep-budget' }]);
  });
});
