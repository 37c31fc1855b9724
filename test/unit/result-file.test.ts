import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkWritable, writeAtomically } from '../../src/files/atomic-file.js';
import { readResult, saveResult } from '../../src/results/result-file.js';
import { readSamples, writeSamples } from '../../src/results/sample-file.js';
import { temporaryFolder } from '../support/cli.js';
import { documentOf, series, trialOf } from '../support/documents.js';

describe('samples', () => {
  test('are read back unchanged, each metric separately', () => {
    const file = join(temporaryFolder(), 's');
    const samples = { 'a.b': series(0.5, 1, 3), empty: new Float64Array(0), 'c.d': Float64Array.of(1e18, 5e-324) };
    const ranges = writeSamples(file, samples);
    expect(ranges).toEqual({
      'a.b': { offset: 0, count: 3 },
      empty: { offset: 24, count: 0 },
      'c.d': { offset: 24, count: 2 },
    });
    for (const [name, range] of Object.entries(ranges)) {
      expect(readSamples(file, range)).toEqual(samples[name as keyof typeof samples]);
    }
  });

  test('are little-endian float64, on any machine', () => {
    const file = join(temporaryFolder(), 's');
    writeSamples(file, { 'a.b': Float64Array.of(1) });
    expect([...readFileSync(file)]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  test('a file that is too short is an error, not zeroes', () => {
    const file = join(temporaryFolder(), 's');
    writeFileSync(file, Buffer.alloc(12));
    expect(() => readSamples(file, { offset: 0, count: 2 })).toThrow(/4 bytes too early/);
  });
});

describe('saveResult', () => {
  function saved() {
    const folder = temporaryFolder();
    const sources = ['baseline', 'v3'].map((version, i) => {
      const file = join(folder, `${version}.scratch`);
      return {
        file,
        ranges: writeSamples(file, { 'unmap.latency': series(i, 1, 5), 'bql.wait': series(10 * i, 1, 2) }),
      };
    });
    const file = join(folder, 'result.json');
    return { folder, file, document: saveResult(file, documentOf([trialOf('baseline'), trialOf('v3')]), sources) };
  }

  test('writes a document that can be read again', async () => {
    const { file, document } = saved();
    expect(await readResult(file)).toEqual(document);
  });

  test('stores the samples of all trials in one file beside the document', () => {
    const { folder, document } = saved();
    const ref = document.trials[1]?.samples?.['bql.wait'];
    expect(ref).toEqual({ file: 'result.json.samples', offset: (5 + 2 + 5) * 8, count: 2 });
    if (ref === undefined) throw new Error('no samples');
    expect(readSamples(join(folder, ref.file), ref)).toEqual(series(10, 1, 2));
  });

  test('leaves nothing behind if it fails', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'result.json');
    mkdirSync(file);
    expect(() => saveResult(file, documentOf([]), [])).toThrow(/cannot write the result .*: it is a folder/);
    expect(readdirSync(folder)).toEqual(['result.json']);
  });
});

describe('readResult rejects', () => {
  const text = JSON.stringify(documentOf([trialOf('v3')]));
  const changed = (change: (document: { trials: object[] }) => void) => {
    const document = JSON.parse(text);
    change(document);
    return JSON.stringify(document);
  };

  test.each<[string, string, RegExp]>([
    ['a truncated file', text.slice(0, -20), /is not JSON: damaged, or cut off$/],
    ['an empty file', '', /is not JSON/],
    ['a file of another program', '{"benchmarks":[]}', /is not a result of rcu-bench$/],
    ['a list', '[]', /is not a result of rcu-bench$/],
    ['null', 'null', /is not a result of rcu-bench$/],
    [
      'a newer schema',
      '{"schema":"rcu-bench/result@2"}',
      /has the schema rcu-bench\/result@2; this version reads rcu-bench\/result@1$/,
    ],
    [
      'a missing part',
      changed((d) => Reflect.deleteProperty(d, 'trials')),
      /is damaged: the document must have required property 'trials'$/,
    ],
    [
      'an unknown status',
      changed((d) => Object.assign(d.trials[0] ?? {}, { status: 'fine' })),
      /is damaged: \/trials\/0\/status must be equal to one of the allowed values$/,
    ],
    [
      'a figure that is not a number',
      changed((d) => Object.assign(d.trials[0] ?? {}, { metrics: { 'a.b': { unit: 'ns', n: 1, p50: null } } })),
      /is damaged: \/trials\/0\/metrics\/a.b\/p50 must be number$/,
    ],
  ])('%s', async (_, content, message) => {
    const file = join(temporaryFolder(), 'r.json');
    writeFileSync(file, content);
    await expect(readResult(file)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  test('a missing file', async () => {
    await expect(readResult('/no/such/file')).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/no such file/),
    });
  });

  test('but accepts properties of a later version', async () => {
    const file = join(temporaryFolder(), 'r.json');
    writeFileSync(
      file,
      changed((d) => Object.assign(d, { extra: 1 })),
    );
    expect(await readResult(file)).toMatchObject({ extra: 1 });
  });
});

describe('writeAtomically', () => {
  test('keeps the old file if the new one cannot be completed', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'f');
    writeFileSync(file, 'old');
    const fail = (temporary: string) => {
      writeFileSync(temporary, 'half');
      throw new Error('disk full');
    };
    expect(() => writeAtomically(file, fail)).toThrow('disk full');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['f']);
  });
});

test('checkWritable makes missing folders and leaves no file', () => {
  const folder = temporaryFolder();
  checkWritable('trace', join(folder, 'a/b/t.json'));
  expect(existsSync(join(folder, 'a/b'))).toBe(true);
  expect(readdirSync(join(folder, 'a/b'))).toEqual([]);
  expect(() => checkWritable('trace', folder)).toThrow(/cannot write the trace .*: it is a folder/);
  expect(() => checkWritable('trace', '/proc/x/t.json')).toThrow(/cannot write the trace/);
});
