import { describe, expect, test } from 'vitest';
import { providerWarnings } from '../../src/bench/environment-warnings.js';
import { lossWarnings } from '../../src/bench/trial-warnings.js';
import { parseCheckConfig } from '../../src/config/torture-config.js';
import { traceFileOf } from '../../src/config/trace-file.js';
import { type ProviderInfo, providerOffers } from '../../src/documents/provider.js';
import type { Environment } from '../../src/documents/result.js';
import { makePaint } from '../../src/report/paint.js';
import { providerCheckText } from '../../src/report/provider-check.js';
import { providerNotes } from '../../src/report/provider-notes.js';
import { namesFile, parseVersionList, shortVersion } from '../../src/versions/version.js';
import { compareConfigOf, someHost } from '../support/command-lines.js';
import { trialOf } from '../support/documents.js';

const libraries = { providerFile: (version: string) => (/toy|v4/.test(version) ? `/lib/${version}` : undefined) };

const none = Object.fromEntries(providerOffers.map((offer) => [offer, false])) as ProviderInfo['offers'];

const toy: ProviderInfo = {
  version: './libtoy.so',
  file: '/home/me/libtoy.so',
  sha256: '0'.repeat(64),
  name: 'toy',
  rcuVersion: '1',
  interfaceVersion: 1,
  offers: none,
  inferred: false,
  forcesOnUnmap: false,
};

test.each([
  ['v3', false, 'v3'],
  ['urcu-memb', false, 'urcu-memb'],
  ['./libtoy.so', true, 'toy'],
  ['libtoy.so', true, 'toy'],
  ['/a/b.c/mine.so', true, 'mine'],
  ['../lib.so', true, 'lib'],
  ['./build/rcu', true, 'rcu'],
])('%s', (version, isFile, short) => {
  expect([namesFile(version), shortVersion(version)]).toEqual([isFile, short]);
});

describe('versions of a command line', () => {
  test('libraries and named built libraries are accepted beside built-in versions', () => {
    const names = ['baseline', './libtoy.so', 'my-v4', 'urcu-mb'];
    expect(parseVersionList(names, libraries)).toEqual(names);
  });

  test.each([
    ['a missing file', './libx.so', "'./libx.so': no such file"],
    ['an unknown name', 'v9', "unknown version 'v9'"],
  ])('%s', (_, name, message) => {
    expect(() => parseVersionList([name], libraries)).toThrow(message);
  });

  test('two libraries with the same name in tables are rejected', () => {
    expect(() => parseVersionList(['./a/libtoy.so', './b/libtoy.so'], libraries)).toThrow("'toy'");
  });

  test.each(['./libtoy.so', 'urcu-memb'])('%s cannot be explored: its source is not available', (name) => {
    expect(() => parseVersionList([name])).toThrow(`'${name}' is a library`);
  });

  test('a comparison runs a library, and does not read it as a saved result', async () => {
    const host = { ...someHost, ...libraries };
    const { source } = await compareConfigOf(['baseline', './libtoy.so'], {}, () => 1, host);
    expect(source.kind === 'live' && source.plan.arms).toEqual([
      { label: 'baseline', version: 'baseline' },
      { label: 'toy', version: './libtoy.so' },
    ]);
  });

  test('`provider check` rejects a built-in version and suggests torture', () => {
    expect(() => parseCheckConfig('v3', {}, someHost, () => 1)).toThrow('v3 is built in');
  });
});

test('output files of a library have its short name', () => {
  expect(traceFileOf('traces/{version}.json', './a/libtoy.so')).toBe('traces/toy.json');
});

describe('the description of a library', () => {
  test('lists all missing operations', () => {
    expect(providerNotes([toy], 80)).toMatchInlineSnapshot(`
      "toy: toy 1; /home/me/libtoy.so; without force, drain, synchronize and force
        notifiers; tells nothing of grace periods, forces and waits."
    `);
  });

  test('does not list operations that are present', () => {
    const offers = {
      ...none,
      force: true,
      drain: true,
      notifiers: true,
      gracePeriods: true,
      forces: true,
      waits: true,
    };
    const { file: _, ...found } = { ...toy, version: 'urcu-mb', name: 'urcu-mb', offers, inferred: true };
    expect(providerNotes([found], 80)).toBe(
      'urcu-mb: 1; without synchronize; its grace periods are inferred from outside.',
    );
    expect(providerNotes(undefined, 80)).toBe('');
  });
});

describe('provider check', () => {
  const terminal = { columns: 80, paint: makePaint(false) };
  const torture = { version: toy.version, verdict: 'pass', evidence: [], ranNs: 5e9, ages: [1, 0] } as const;
  const document = { schema: 'rcu-bench/provider-check@1', provider: toy, seed: 1 } as const;
  const counters = { callbacks: 123_456, sections: 789 };

  test('says which metrics are not measured for lack of which operation', () => {
    const text = providerCheckText(
      { ...document, torture: { ...torture, ages: [1], evidence: [], counters } },
      terminal,
    );
    expect(text).toMatchInlineSnapshot(`
      "toy 1, interface 1
      /home/me/libtoy.so
      sha256 0000000000000000000000000000000000000000000000000000000000000000

      force()         no  forcing on unmap, and read-side --during forced
      drain()         no  workload drain
      synchronize()   no  workload synchronize, updaters of read-side
      notifiers       no  kicks of TCG vCPUs: without, their sections end by time
      read_loop()     no  read-side inlined: without, each lock is a call
      grace periods   no  their number and length, and where an unmap's time went
      forces          no  how many grace periods were forced, and why
      waits           no  sleeps, and waits in the trace
      force on unmap  no

      torture pass after 5.0 s: 123k callbacks, 789 sections
      Nothing wrong was seen, on this CPU, in this time."
    `);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('prints the evidence for a broken library', () => {
    const broken = {
      ...torture,
      ages: [1],
      verdict: 'gp-violation' as const,
      evidence: ['reader 0: met an object'],
      counters,
    };
    const text = providerCheckText({ ...document, torture: broken }, terminal);
    expect(text).toContain('torture VIOLATION after 5.0 s');
    expect(text).toContain('  reader 0: met an object');
    expect(text).not.toContain('Nothing wrong');
  });
});

describe('warnings', () => {
  const environment = { providers: [toy] } as unknown as Environment;
  const usual = { membarrier: 'off', wait: 'futex', gpBits: '64' } as const;
  const codes = (given: Environment, build: Parameters<typeof providerWarnings>[1] = usual) =>
    providerWarnings(given, build).map(({ code }) => code);

  test('options of the engine have no effect on a library', () => {
    expect(codes(environment)).toEqual([]);
    expect(codes(environment, { ...usual, gpBits: '32' })).toEqual(['built-in-only']);
    expect(codes({ ...environment, providers: [] }, { ...usual, gpBits: '32' })).toEqual([]);
  });

  test('inferred metrics are marked as inferred', () => {
    expect(codes({ ...environment, providers: [{ ...toy, inferred: true }] })).toEqual(['inferred']);
  });

  test('a read lock behind a call is not comparable with an inlined one', () => {
    const warned = (counters: Record<string, number>) => lossWarnings(trialOf('v3', { counters })).length;
    expect([warned({}), warned({ reads_called: 0 }), warned({ reads_called: 1 })]).toEqual([0, 0, 1]);
  });
});
