// The files on disk after this process ends at any of its writes: every document has its samples, both old or both new.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ResultDocument } from '../../src/documents/result.js';
import { temporaryFolder } from '../support/cli.js';
import { documentOf, trialOf } from '../support/documents.js';
import { readRecording } from '../support/read-recording.js';

/** Calls that change the disk. From call `diesAt` on they do nothing, as after a SIGKILL. */
const disk = vi.hoisted(() => ({ calls: 0, diesAt: Number.POSITIVE_INFINITY, mostBytes: Number.POSITIVE_INFINITY }));
class Death extends Error {}

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  const mortal =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      disk.calls += 1;
      if (disk.calls >= disk.diesAt) throw new Death('the process was killed');
      return call(...args);
    };
  const writeSync = (descriptor: number, bytes: Uint8Array, offset = 0) =>
    real.writeSync(descriptor, bytes, offset, Math.min(bytes.length - offset, disk.mostBytes));
  return {
    ...real,
    renameSync: mortal(real.renameSync),
    rmSync: mortal(real.rmSync),
    writeSync: mortal(writeSync as typeof real.writeSync),
  };
});

/** Replaces the export by a copy of the recording. */
vi.mock('../../src/trace/export.js', async () => {
  const { copyFileSync } = await vi.importActual<typeof import('node:fs')>('node:fs');
  return {
    wholeRecording: (path: string) => ({ path }),
    exportTrace: async ({ parts: [part], output }: { parts: { path: string }[]; output: string }) =>
      copyFileSync(part?.path ?? '', output),
  };
});

const { readResult, sampleSourceOf, saveResult } = await import('../../src/results/result-file.js');
const { readSamples, writeSamples } = await import('../../src/results/sample-file.js');

beforeEach(() => {
  disk.diesAt = Number.POSITIVE_INFINITY;
  disk.mostBytes = Number.POSITIVE_INFINITY;
});

/** Samples that identify their document: each generation has more of them. */
const samplesOf = (generation: number) =>
  Float64Array.from({ length: 10 * generation }, (_, i) => generation + i / 100);

function save(folder: string, generation: number): ResultDocument {
  const scratch = join(folder, `${generation}.scratch`);
  const ranges = writeSamples(scratch, { 'unmap.latency': samplesOf(generation) });
  const document = documentOf([trialOf('v3', { seed: generation })]);
  return saveResult(join(folder, 'result.json'), document, [{ file: scratch, ranges }]);
}

/** The generation of the document in the folder, whose samples must match. */
async function generationIn(folder: string): Promise<number> {
  const file = join(folder, 'result.json');
  if (!existsSync(file)) return 0;
  const [trial] = (await readResult(file)).trials;
  if (trial === undefined) throw new Error('no trial');
  const source = sampleSourceOf(file, trial);
  expect(readSamples(source.file, source.ranges['unmap.latency'] ?? { offset: 0, count: 0 })).toEqual(
    samplesOf(trial.seed),
  );
  return trial.seed;
}

/** Saves a result over `before` earlier ones in a process that is killed at call `diesAt`. @returns false if killed */
function saveAndDie(folder: string, before: number, diesAt: number): boolean {
  for (let generation = 1; generation <= before; generation += 1) save(folder, generation);
  disk.calls = -1; // does not count the scratch file
  disk.diesAt = diesAt;
  try {
    save(folder, before + 1);
    return true;
  } catch (error) {
    if (!String(error).includes('the process was killed')) throw error;
    return false;
  } finally {
    disk.diesAt = Number.POSITIVE_INFINITY;
  }
}

describe('a saved result', () => {
  test.each([0, 1, 2])('over %i others: after a kill at any point, one result is complete', async (before) => {
    const found = new Set<number>();
    let lived = false;
    for (let diesAt = 1; !lived; diesAt += 1) {
      const folder = temporaryFolder();
      lived = saveAndDie(folder, before, diesAt);
      found.add(await generationIn(folder));
      // Files that a killed process left do not prevent the next save.
      save(folder, before + 2);
      expect(await generationIn(folder)).toBe(before + 2);
    }
    expect([...found]).toEqual([before, before + 1]);
  });

  test('removes the samples of the previous result', async () => {
    const folder = temporaryFolder();
    for (const generation of [1, 2, 3, 4]) {
      save(folder, generation);
      expect(readdirSync(folder).filter((name) => name.startsWith('result.json'))).toHaveLength(2);
    }
    expect(await generationIn(folder)).toBe(4);
  });
});

test('is complete even if each write stores only a few bytes', async () => {
  const folder = temporaryFolder();
  disk.mostBytes = 7;
  save(folder, 3);
  expect(await generationIn(folder)).toBe(3);
});

describe('a recording is complete even if each write stores only a few bytes', () => {
  test('of a schedule', async () => {
    disk.mostBytes = 5;
    const { writeScheduleTrace } = await import('../../src/trace/schedule-trace.js');
    const file = join(temporaryFolder(), 'schedule.json');
    await writeScheduleTrace({ scenario: 'drain', threads: ['A'], log: [] }, 'v3', file);
    expect(readRecording(file)).toMatchObject({ whole: true, processes: [{ name: 'explore v3, drain' }] });
  });

  test('of an import, and of an appended part', async () => {
    const folder = temporaryFolder();
    disk.mostBytes = 5;
    const { writeRecording } = await import('../../src/trace/qemu/output-file.js');
    const { RecordingWriter } = await import('../../src/trace/recording-writer.js');
    const { appendPart, hostRange } = await import('../../src/host/append.js');
    const { readHostRecording } = await import('../support/read-host-recording.js');
    const file = join(folder, 'r.rcutrace');
    await writeRecording(file, async (put) => {
      const writer = new RecordingWriter(put);
      writer.fileHeader();
      writer.meta({ title: 'short writes', source: 'rcu-bench' });
      writer.process({ pid: 1, name: 'it', order: 0 });
      writer.end();
    });
    appendPart(file, hostRange, 2, () => {});
    const { processes } = readHostRecording(file);
    expect(processes.map(({ name }) => name)).toEqual(['it', 'host process']);
  });
});
