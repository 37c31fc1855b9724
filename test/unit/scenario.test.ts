// Scenarios of the workload mix: accepted input, and the error for every mistake.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { boundNs, distributionText, meanNs, parseDistribution } from '../../src/base/distribution.js';
import { UsageError } from '../../src/base/errors.js';
import { readScenario } from '../../src/bench/environment/host.js';
import { findWorkload } from '../../src/workloads/index.js';
import { shippedScenarios } from '../../src/workloads/mix.js';
import { parseScenario } from '../../src/workloads/parse-scenario.js';

const schema = JSON.parse(readFileSync('docs/scenario.schema.json', 'utf8')) as object;
const isValid = new Ajv2020({ strict: true }).compile(schema);

const ofThreads = (...threads: string[]) => `{\n  "threads": [\n    ${threads.join(',\n    ')}\n  ]\n}\n`;
const one = (thread: string) => parseScenario('a.jsonc', ofThreads(thread)).threads;

function complaint(text: string): string {
  try {
    parseScenario('a.jsonc', text);
  } catch (error) {
    if (error instanceof UsageError) return [error.message, ...error.suggestions].join(' | ');
    throw error;
  }
  return 'none';
}

describe('distributions', () => {
  test.each([
    ['5ms', { kind: 'fixed', ns: 5e6 }, 5e6, 5e6],
    ['0', { kind: 'fixed', ns: 0 }, 0, 0],
    ['uniform 1ms..5ms', { kind: 'uniform', fromNs: 1e6, toNs: 5e6 }, 3e6, 5e6],
    ['uniform 1ms .. 5ms', { kind: 'uniform', fromNs: 1e6, toNs: 5e6 }, 3e6, 5e6],
    ['exponential 10ms', { kind: 'exponential', meanNs: 1e7 }, 1e7, 2.3e8],
  ])('%s', (text, expected, mean, bound) => {
    const distribution = parseDistribution(text);
    expect(distribution).toEqual(expected);
    expect([meanNs(distribution), boundNs(distribution)]).toEqual([mean, bound]);
  });

  test.each(['uniform 5ms..1ms', 'uniform 5ms', 'normal 5ms', '5', 'exponential', '-5ms', 'uniform 1..2ms'])(
    '%s is not a distribution',
    (text) => expect(() => parseDistribution(text)).toThrow(UsageError),
  );

  test('a printed distribution parses to the same distribution', () => {
    const ns = fc.integer({ min: 0, max: 1e12 });
    const any = fc.oneof(
      ns.map((value) => ({ kind: 'fixed' as const, ns: value })),
      ns.map((value) => ({ kind: 'exponential' as const, meanNs: value })),
      fc.tuple(ns, ns).map(([a, b]) => ({ kind: 'uniform' as const, fromNs: Math.min(a, b), toNs: Math.max(a, b) })),
    );
    fc.assert(
      fc.property(any, (distribution) => {
        expect(parseDistribution(distributionText(distribution))).toEqual(distribution);
      }),
    );
  });
});

describe('accepted input', () => {
  test('a thread with all possible fields', () => {
    expect(
      one(
        '{ "name": "vCPU", "does": "section", "every": "1us", "lasts": "200ms", "kick": "50us", "from": "1s", "until": "2s" }',
      ),
    ).toEqual([
      {
        name: 'vCPU',
        does: 'section',
        every: { kind: 'fixed', ns: 1000 },
        lasts: { kind: 'fixed', ns: 2e8 },
        burst: 1,
        forces: false,
        bql: false,
        kickNs: 50_000,
        fromNs: 1e9,
        untilNs: 2e9,
      },
    ]);
  });

  test('omitted fields; comments; trailing commas', () => {
    expect(one('// a writer\n{ "does": "call", "every": "exponential 5ms", },')).toEqual([
      {
        name: 'call',
        does: 'call',
        every: { kind: 'exponential', meanNs: 5e6 },
        lasts: { kind: 'fixed', ns: 0 },
        burst: 1,
        forces: false,
        bql: false,
        fromNs: 0,
      },
    ]);
  });

  test('a count creates that many numbered threads', () => {
    expect(one('{ "name": "w", "count": 3, "does": "drain", "every": "5ms" }').map(({ name }) => name)).toEqual([
      'w 0',
      'w 1',
      'w 2',
    ]);
  });

  test.each(shippedScenarios)('the shipped %s, and the schema for editors accepts it', (name) => {
    const text = readScenario(name);
    const scenario = parseScenario(name, text);
    expect(scenario.name).toBe(name);
    expect(scenario.summary).not.toBe('');
    expect(isValid(parseJsonc(text))).toBe(true);
    const mix = findWorkload('mix');
    expect(mix?.samplesPerSecond({}, scenario)).toBeGreaterThan(1);
    expect(mix?.cpuDemand({}, scenario)).toBeLessThan(1.5);
  });

  test('a missing scenario', () => {
    expect(() => readScenario('destkop')).toThrow("--scenario: cannot read 'destkop'");
  });
});

describe('every mistake is reported with its line and field', () => {
  const valid = '{ "does": "drain", "every": "5ms" }';
  // The schema for editors detects those after `schema`, too.
  test.each([
    ['{', 'a.jsonc:1: is not JSON: close brace expected'],
    ['{ "threads": [\n } ] }', 'a.jsonc:2: is not JSON: value expected'],
    ['[]', 'a.jsonc:1: is not a scenario | Write { "threads": [ … ] }.'],
    [
      ofThreads(valid, '{ "does": "drain", "every": "5 parsecs" }'),
      "a.jsonc:4: threads[1].every '5 parsecs' has an unknown unit 'parsecs' | Units of a duration: ns, us, ms, s, m, h.",
    ],
    [
      ofThreads('{ "does": "section", "every": "5ms" }'),
      'a.jsonc:3: threads[0] has no \'lasts\' | Say how long, as in "lasts": "uniform 1ms..5ms".',
    ],
    [
      ofThreads('{ "does": "drain",\n "every": "5ms",\n "lasts": "1ms" }'),
      'a.jsonc:5: threads[0].lasts has no meaning for drain | It belongs to section, hold-bql.',
    ],
    [
      ofThreads('{ "does": "drain", "every": "1ns" }'),
      'a.jsonc:3: threads[0].every is shorter than 1us | Nothing here can begin more often than that.',
    ],
    [
      ofThreads('{ "does": "section", "every": "5ms", "lasts": "2m" }'),
      'a.jsonc:3: threads[0].lasts may be longer than a minute | Lower it.',
    ],
    [
      ofThreads('{ "does": "section", "every": "5ms", "lasts": "1ms", "kick": "1ms", "bql": true }'),
      'a.jsonc:3: threads[0].kick and bql exclude each other | A KVM exit cannot be kicked.',
    ],
    [
      ofThreads('{ "does": "drain", "every": "5ms", "from": "2s", "until": "1s" }'),
      'a.jsonc:3: threads[0].until is not after its begin | Raise it.',
    ],
    [
      ofThreads('{ "does": "drain", "does": "call", "every": "5ms" }'),
      'a.jsonc:3: threads[0].does stands twice | Take one of them out.',
    ],
    [
      ofThreads(valid.replace('{', '{ "count": 200,'), valid.replace('{', '{ "count": 200,')),
      'a.jsonc:2: threads are 400 | At most 256.',
    ],
  ])('%s', (text, expected) => expect(complaint(text)).toBe(expected));

  test.each([
    ['{}', 'a.jsonc:1: threads is not a list of threads | Write at least one: { "does": … }.'],
    ['{ "threads": [] }', 'a.jsonc:1: threads is not a list of threads | Write at least one: { "does": … }.'],
    ['{ "thread": [] }', 'a.jsonc:1: thread is not a field | Did you mean threads?'],
    [ofThreads('7'), 'a.jsonc:3: threads[0] is not a thread | Write { "does": …, "every": … }.'],
    [
      ofThreads(valid, '{ "does": "drian", "every": "5ms" }'),
      "a.jsonc:4: threads[1].does 'drian' is not known | Did you mean drain?",
    ],
    [
      ofThreads('{ "every": "5ms" }'),
      'a.jsonc:3: threads[0].does is missing | It can be section, call, chain, drain, synchronize, force, hold-bql.',
    ],
    [
      ofThreads('{ "does": "drain" }'),
      'a.jsonc:3: threads[0] has no \'every\' | Say how often, as in "every": "exponential 10ms".',
    ],
    [ofThreads('{ "does": "drain", "every": 5 }'), 'a.jsonc:3: threads[0].every is not a text'],
    [
      ofThreads('{ "does": "drain", "every": "5ms", "evry": 1 }'),
      'a.jsonc:3: threads[0].evry is not a field | Did you mean every?',
    ],
    [
      ofThreads('{ "does": "call", "every": "5ms", "burst": 0 }'),
      'a.jsonc:3: threads[0].burst 0 is out of range | It can be 1 to 10000.',
    ],
    [
      ofThreads('{ "does": "call", "every": "5ms", "burst": 1.5 }'),
      'a.jsonc:3: threads[0].burst 1.5 is out of range | It can be 1 to 10000.',
    ],
    [ofThreads('{ "does": "drain", "every": "5ms", "bql": 1 }'), 'a.jsonc:3: threads[0].bql is not true or false'],
  ])('the schema rejects this as well: %s', (text, expected) => {
    expect(complaint(text)).toBe(expected);
    expect(isValid(parseJsonc(text))).toBe(false);
  });
});
