// --trace, --trace-mode, --trace-if, and the flags of the `trace` commands.
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import {
  parseFormat,
  parseMargin,
  parsePercentile,
  parsePercentiles,
  parseResource,
  parseTrace,
  parseWindow,
} from '../../src/config/trace-config.js';
import { traceFileOf, traceKindOf } from '../../src/config/trace-file.js';
import { blobUnmap } from '../support/documents.js';

const parse = (flags: Record<string, string>, versions = ['v3']) => parseTrace(flags, blobUnmap, versions, 4096);

/** Message and suggestion of the usage error. */
function refusal(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.suggestions.join(' ')];
    throw error;
  }
  throw new Error('it was taken');
}

describe('--trace', () => {
  test('by default: Chrome JSON named by workload and version, with the recording beside it', () => {
    expect(parse({}, ['v2', 'v3'])).toEqual({
      filePattern: 'traces/blob-unmap-{version}.json',
      recordingPattern: 'traces/blob-unmap-{version}.rcutrace',
      events: 4096,
      mode: 'ring',
    });
  });

  test('with a file name: only that file', () => {
    expect(parse({ trace: 'a.pftrace.gz' })).toEqual({ filePattern: 'a.pftrace.gz', events: 4096, mode: 'ring' });
    expect(parse({ trace: 'x-{version}.rcutrace' }, ['v2', 'v3'])?.filePattern).toBe('x-{version}.rcutrace');
  });

  test('off: no trace', () => {
    expect(parse({ trace: 'off' })).toBeUndefined();
  });

  test.each<[Record<string, string>, string[], string, string]>([
    [{ trace: '' }, ['v3'], '--trace: the file name is empty', "Use '--trace off' for no trace."],
    [{ trace: '  ' }, ['v3'], '--trace: the file name is empty', "Use '--trace off' for no trace."],
    [
      { trace: 'x.rcutrace.gz' },
      ['v3'],
      "--trace: a recording is not compressed: 'x.rcutrace.gz'",
      "Leave '.gz' out, or end the name in .json.gz.",
    ],
    [
      { trace: 'd.x/t' },
      ['v2', 'v3'],
      "--trace: 2 versions would write the same file 'd.x/t'",
      "Put {version} into the name: 'd.x/t-{version}'.",
    ],
    [
      { trace: 'd/.hidden' },
      ['v2', 'v3'],
      "--trace: 2 versions would write the same file 'd/.hidden'",
      "Put {version} into the name: 'd/.hidden-{version}'.",
    ],
    [{ trace: 'off', 'trace-mode': 'ring' }, ['v3'], '--trace-mode needs a trace', "Leave '--trace off' out."],
    [{ trace: 'off', 'trace-if': 'stall' }, ['v3'], '--trace-if needs a trace', "Leave '--trace off' out."],
    [{ trace: 'off', 'account-trace': 'on' }, ['v3'], '--account-trace needs a trace', "Leave '--trace off' out."],
  ])('%j of %j is rejected', (flags, versions, message, suggestion) => {
    expect(refusal(() => parse(flags, versions))).toEqual([message, suggestion]);
  });
});

test('a file name gives the format by its extension, ignoring .gz', () => {
  expect(traceKindOf('a.json')).toEqual({ format: 'chrome', gzip: false });
  expect(traceKindOf('a')).toEqual({ format: 'chrome', gzip: false });
  expect(traceKindOf('a.json.gz')).toEqual({ format: 'chrome', gzip: true });
  for (const name of ['a.pftrace', 'a.perfetto-trace', 'a.pb']) {
    expect(traceKindOf(name)).toEqual({ format: 'perfetto', gzip: false });
    expect(traceKindOf(`${name}.gz`)).toEqual({ format: 'perfetto', gzip: true });
  }
  expect(traceKindOf('a.rcutrace')).toEqual({ format: 'recording', gzip: false });
  expect(traceKindOf('rcutrace')).toEqual({ format: 'chrome', gzip: false });
  expect(traceFileOf('{version}/t-{version}.json', 'v3@4')).toBe('v3@4/t-v3@4.json');
});

describe('--trace-mode and --trace-if', () => {
  test('are accepted', () => {
    expect(parse({ 'trace-mode': 'stream' })?.mode).toBe('stream');
    expect(parse({ 'trace-if': 'violation' })?.trigger).toEqual({ on: 'violation' });
    expect(parse({ 'trace-if': ' stall ' })?.trigger).toEqual({ on: 'stall' });
    for (const text of ['unmap.latency > 20ms', 'unmap.latency>20ms', ' unmap.latency  >  20ms ']) {
      expect(parse({ 'trace-if': text })?.trigger).toEqual({ on: 'unmap.latency', aboveNs: 20e6 });
    }
    expect(parse({ 'trace-if': 'unmap.latency > 24h' })?.trigger).toMatchObject({ aboveNs: 86_400e9 });
  });

  test.each<[Record<string, string>, RegExp, RegExp]>([
    [{ 'trace-mode': 'Ring' }, /^--trace-mode: 'Ring' is not a choice$/, /^Choices: ring, stream\.$/],
    [{ 'trace-mode': '' }, /^--trace-mode: '' is not a choice$/, /ring, stream/],
    [{ 'trace-mode': 'stream', 'trace-if': 'stall' }, /^--trace-if needs the ring mode/, /--trace-mode ring/],
    [{ 'trace-if': '' }, /^--trace-if: '' is no condition$/, /'unmap\.latency > 20ms'/],
    [{ 'trace-if': 'crash' }, /^--trace-if: 'crash' is no condition$/, /violation, stall/],
    [{ 'trace-if': 'unmap.latency >' }, /is no condition$/, /violation, stall/],
    [{ 'trace-if': 'unmap.latency < 20ms' }, /is no condition$/, /violation, stall/],
    [{ 'trace-if': '> 20ms' }, /is no condition$/, /violation, stall/],
    [{ 'trace-if': 'unmap.latncy > 20ms' }, /has no metric 'unmap\.latncy'/, /^Did you mean unmap\.latency\?$/],
    [{ 'trace-if': 'floor.bql > 20ms' }, /^--trace-if: blob-unmap has no metric 'floor\.bql'/, /./],
    [{ 'trace-if': 'xyzxyzxyz > 20ms' }, /has no metric 'xyzxyzxyz'/, /^Metrics: unmap\.latency, /],
    [{ 'trace-if': 'unmap.latency > 20' }, /'20' has no unit/, /10ms/],
    [{ 'trace-if': 'unmap.latency > -1ms' }, /'-1ms' is negative/, /./],
    [{ 'trace-if': 'unmap.latency > 25h' }, /^--trace-if: 25h is out of range$/, /^It can be up to 24h\.$/],
  ])('%j is rejected', (flags, message, suggestion) => {
    const [said, advised] = refusal(() => parse(flags));
    expect(said).toMatch(message);
    expect(advised).toMatch(suggestion);
    expect(said).toMatch(/^--trace-/);
  });
});

describe('flags of the trace commands', () => {
  test('percentiles', () => {
    expect(parsePercentiles('50,99.9, 100')).toEqual([50, 99.9, 100]);
    expect(parsePercentile('0')).toBe(0);
    for (const text of ['', '101', '-1', '1e1', 'p99', '99,', 'NaN', '100.01']) {
      const [message] = refusal(() => parsePercentiles(text));
      expect(message).toMatch(/^--percentile: '.*' is not a percentile$/);
    }
  });

  test('a window', () => {
    expect(parseWindow(undefined, undefined)).toEqual({ fromNs: 0, toNs: Number.POSITIVE_INFINITY });
    expect(parseWindow('1s', '1500ms')).toEqual({ fromNs: 1e9, toNs: 1.5e9 });
    expect(refusal(() => parseWindow('1s', '1s'))[0]).toBe('--to: 1s is not after --from 1s');
    expect(refusal(() => parseWindow(undefined, '0'))[0]).toBe('--to: 0 is not after --from 0');
    expect(refusal(() => parseWindow('5', undefined))[0]).toBe("--from: '5' has no unit");
    expect(refusal(() => parseWindow('0', 'x'))[0]).toBe("--to: 'x' is not a duration");
  });

  test('format, resource, margin', () => {
    expect(parseFormat('perfetto')).toBe('perfetto');
    expect(refusal(() => parseFormat('json'))).toEqual([
      "--format: 'json' is not a choice",
      'Choices: chrome, perfetto.',
    ]);
    expect(parseResource('12')).toBe(12);
    expect(refusal(() => parseResource('0x1f'))[0]).toBe("--resource: '0x1f' is not a whole number");
    expect(parseMargin('2ms')).toBe(2e6);
    expect(refusal(() => parseMargin('-2ms'))[0]).toBe("--margin: '-2ms' is negative");
  });
});
