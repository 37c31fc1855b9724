import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import type { LiveComparison } from '../../src/config/compare-config.js';
import type { FidelityConfig } from '../../src/config/fidelity-config.js';
import { reproduceFidelity } from '../../src/config/reproduce.js';
import { resultConfig } from '../../src/config/result-config.js';
import { fidelityConfigOf, wordsOf } from '../support/command-lines.js';

const parsed = (line: string): Promise<FidelityConfig> => fidelityConfigOf(wordsOf(line));

async function live(line: string): Promise<LiveComparison> {
  const { source } = await parsed(line);
  if (source.kind === 'live') return source;
  throw new Error(`'${line}' reads a file`);
}

async function refusal(line: string): Promise<UsageError> {
  try {
    await parsed(line);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`'${line}' was accepted`);
}

describe('two versions', () => {
  test('have two arms each, with the documented defaults', async () => {
    const { plan, load } = await live('baseline v3');
    expect(plan).toEqual({
      arms: [
        { label: 'baseline (1)', version: 'baseline' },
        { label: 'baseline (2)', version: 'baseline' },
        { label: 'v3 (1)', version: 'v3' },
        { label: 'v3 (2)', version: 'v3' },
      ],
      reference: 'baseline (1)',
      rounds: 20,
      fidelity: true,
    });
    expect(load).toMatchObject({ seed: 1, settings: { durationNs: 2e9, warmupNs: 5e8, unmapRate: 4 } });
    expect((await parsed('baseline v3')).judgement).toEqual({
      relativeTolerance: 0.05,
      absoluteToleranceNs: 10_000,
      resolution: 0.25,
      failIf: [],
    });
  });

  test('may be the same', async () => {
    const { plan } = await live('v3@4 v3@4');
    expect(plan.arms.map(({ label }) => label)).toEqual(['v3@4 (1)', 'v3@4 (2)', 'v3@4 (3)', 'v3@4 (4)']);
    expect(new Set(plan.arms.map(({ version }) => version))).toEqual(new Set(['v3@4']));
  });

  test('may be a library, which tables name by its file', async () => {
    const { plan } = await live('v3 ./libtoy.so');
    expect(plan.arms.slice(2)).toEqual([
      { label: 'toy (1)', version: './libtoy.so' },
      { label: 'toy (2)', version: './libtoy.so' },
    ]);
    expect((await live('./libtoy.so ./libtoy.so')).plan.arms.map(({ label }) => label).at(-1)).toBe('toy (4)');
  });

  test('have the options of every workload, and its tolerance', async () => {
    const { judgement } = await parsed('baseline v3 --workload read-side --readers 2');
    expect(judgement.absoluteToleranceNs).toBe(0);
    const typed = await parsed('baseline v3 --threshold 10% --min-change 1ms --resolution 12.5% --fail-if different');
    expect(typed.judgement).toEqual({
      relativeTolerance: 0.1,
      absoluteToleranceNs: 1e6,
      resolution: 0.125,
      failIf: ['different'],
    });
  });
});

test('a saved file is read, and its workload decides the tolerance', async () => {
  const { source, judgement } = await parsed('f.json --resolution 10%');
  expect(source).toEqual({ kind: 'saved', file: 'f.json' });
  expect(judgement).toEqual({ relativeTolerance: 0.05, resolution: 0.1, failIf: [] });
});

test.each([
  ['', 'fidelity compares two versions, not 0'],
  ['v1 v2 v3', 'fidelity compares two versions, not 3'],
  ['v1 v4', "unknown version 'v4'"],
  ['v1 ./libmissing.so', "'./libmissing.so': no such file"],
  ['v1 v3@9', "'v3@9': v3 has patches 1 to 5"],
  ['v1 v3 --rounds 0', '--rounds: 0 is out of range'],
  ['v1 v3 --rounds many', "--rounds: 'many' is not a whole number"],
  ['v1 v3 --threshold 5', "--threshold: '5' is not a share"],
  ['v1 v3 --resolution 0.2', "--resolution: '0.2' is not a share"],
  ['v1 v3 --resolution 0%', '--resolution: 0% is out of range'],
  ['v1 v3 --resolution 100%', '--resolution: 100% is out of range'],
  ['v1 v3 --fail-if other', "--fail-if: 'other' is no verdict"],
  ['v1 v3 --workload drain --rate 4', '--rate is an option of blob-unmap, not of drain'],
  ['f.json --rounds 5', '--rounds is about running; saved trials are only read'],
  ['f.json --kick 5ms', '--kick is about running; saved trials are only read'],
  ['f.json --out g.json', '--out is about running; saved trials are only read'],
])('fidelity %s is rejected: %s', async (line, message) => {
  expect((await refusal(line)).message).toBe(message);
});

describe('the command that repeats the run', () => {
  async function again(line: string): Promise<string> {
    const { judgement } = await parsed(line);
    const { load, plan } = await live(line);
    const versions = [...new Set(plan.arms.map(({ version }) => version))];
    return reproduceFidelity(resultConfig(load, versions), plan, judgement);
  }

  test.each([
    'baseline v3 --seed 7',
    'v3 v3 --seed 7',
    'v1 v2 --duration 1s --rounds 6 --seed 7',
    'v1 v2 --workload drain --when polled --pin 0 --threshold 10% --resolution 12.5% --seed 7',
    'v1 v2 --min-change 0 --fail-if different --fail-if undecided --seed 7',
  ])('of %j', async (line) => {
    expect(await again(line)).toBe(`rcu-bench fidelity ${line}`);
  });

  test('omits options that have their default', async () => {
    const typed = 'v1 v2 --rounds 20 --resolution 25% --threshold 5% --min-change 10us --duration 2s --seed 7';
    expect(await again(typed)).toBe('rcu-bench fidelity v1 v2 --seed 7');
  });
});
