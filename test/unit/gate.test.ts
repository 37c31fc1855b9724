import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { checkGateArms, parseGate } from '../../src/config/gate.js';
import type { ArmRow, ComparisonRow, Gate, GateResult } from '../../src/documents/comparison.js';
import { judgeGates } from '../../src/stats/gates.js';
import { findWorkload } from '../../src/workloads/index.js';
import { blobUnmap } from '../support/documents.js';

function parse(text: string, arms?: string[]): Gate {
  const gate = parseGate(text, blobUnmap.metrics);
  if (arms !== undefined) checkGateArms([gate], arms);
  return gate;
}

function refusal(text: string, arms?: string[]): UsageError {
  try {
    parse(text, arms);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`'${text}' was accepted`);
}

describe('parseGate', () => {
  test.each<[string, Partial<Gate>]>([
    ['unmap.latency.p99 > +10%', { kind: 'ratio', limit: 1.1 }],
    ['unmap.latency.p99 > +0%', { kind: 'ratio', limit: 1 }],
    ['unmap.latency.p99 < -25%', { kind: 'ratio', limit: 0.75, comparator: '<' }],
    ['unmap.latency.p99 > 1.5x', { kind: 'ratio', limit: 1.5 }],
    ['unmap.latency.p99 >= +2ms', { kind: 'shift', limit: 2e6, comparator: '>=' }],
    ['unmap.latency.p99 <= -50us', { kind: 'shift', limit: -50_000, comparator: '<=' }],
    ['unmap.latency.p99 > 20ms', { kind: 'value', limit: 20e6 }],
    ['unmap.latency.p99>20ms', { kind: 'value', limit: 20e6 }],
  ])('%s', (text, expected) => {
    const gate = { text, metric: 'unmap.latency', quantile: 'p99', comparator: '>' };
    expect(parse(text)).toEqual({ ...gate, ...expected });
  });

  test.each<[string, string, string]>([
    ['unmap.latency.p50', 'unmap.latency', 'p50'],
    ['callback.gp1.p90', 'callback.gp1', 'p90'],
    ['floor.timedwait_overshoot.p99', 'floor.timedwait_overshoot', 'p99'],
    ['blocked.time.p99.9', 'blocked.time', 'p99_9'],
    ['blocked.time.p99_9', 'blocked.time', 'p99_9'],
    ['command.latency.max', 'command.latency', 'max'],
  ])('%s is parsed into metric and quantile', (name, metric, quantile) => {
    expect(parse(`${name} > 1s`)).toMatchObject({ metric, quantile });
  });

  describe('a limit has the unit of its metric', () => {
    const flood = findWorkload('flood')?.metrics ?? [];
    const refused = (text: string) => {
      try {
        parseGate(text, flood);
      } catch (error) {
        if (error instanceof UsageError) return error;
        throw error;
      }
      throw new Error(`'${text}' was accepted`);
    };

    test.each<[string, Partial<Gate>]>([
      ['memory.held.max > 4MiB', { kind: 'value', limit: 4 * 2 ** 20 }],
      ['memory.held.max > +64KiB', { kind: 'shift', limit: 65_536 }],
      ['memory.held.max > -1MiB', { kind: 'shift', limit: -(2 ** 20) }],
      ['memory.held.max > +10%', { kind: 'ratio', limit: 1.1 }],
      ['batch.size.p50 > 30', { kind: 'value', limit: 30 }],
      ['batch.size.p50 < -2.5', { kind: 'shift', limit: -2.5 }],
      ['flood.latency.p50 > 5ms', { kind: 'value', limit: 5e6 }],
    ])('%s', (text, expected) => {
      expect(parseGate(text, flood)).toMatchObject(expected);
    });

    test.each([
      ['memory.held.max > 5ms', /^--fail-if: '5ms' is neither a share nor a size, as a limit of memory\.held/, /4MiB/],
      ['flood.latency.p50 > 4MiB', /^--fail-if: '4MiB' is neither a share nor a time/, /20ms/],
      ['batch.size.p50 > 30ms', /^--fail-if: '30ms' is neither a share nor a plain number/, /'> 30'/],
    ])('%s is rejected', (text, message, suggestion) => {
      const error = refused(text);
      expect(error.message).toMatch(message);
      expect(error.suggestions.join()).toMatch(suggestion);
    });
  });

  test('surrounding spaces are removed', () => {
    expect(parse('  bql.wait.max > 1ms ').text).toBe('bql.wait.max > 1ms');
  });

  test('a gate applies to all arms by default, and may name one', () => {
    expect(parse('unmap.latency.p50 > +1%')).not.toHaveProperty('arm');
    expect(parse('v3@2:unmap.latency.p50 > +1%', ['baseline', 'v3@2'])).toMatchObject({ arm: 'v3@2' });
    expect(parse('anything:unmap.latency.p50 > +1%')).toMatchObject({ arm: 'anything' });
  });

  // Equal versions in two files are labelled with their files: a:v3 and b:v3.
  test('a gate can name every label of a comparison', () => {
    const gate = parse('b:v3:unmap.latency.p50 > +1%', ['a:v3', 'b:v3']);
    expect(gate).toMatchObject({ arm: 'b:v3', metric: 'unmap.latency', quantile: 'p50' });
  });

  test.each<[string, RegExp, RegExp]>([
    ['unmap.latency.p99', /^--fail-if: 'unmap.latency.p99' is not a condition/, /unmap\.latency\.p50 > \+10%/],
    ['unmap.latency > +10%', /is not a condition/, /\+10%/],
    ['unmap.latency.p95 > +10%', /is not a condition/, /\+10%/],
    ['unmap.latency.p99 = 20ms', /is not a condition/, /\+10%/],
    ['unmap.latency.p99 >', /is not a condition/, /\+10%/],
    ['', /is not a condition/, /\+10%/],
    ['unmap.latency.p99 > 10%', /^--fail-if: '10%' is neither a share nor a time/, /\+10%/],
    ['unmap.latency.p99 > 20', /^--fail-if: '20' is neither/, /20ms/],
    ['unmap.latency.p99 > 20parsec', /^--fail-if: '20parsec' is neither/, /20ms/],
    ['unmap.latency.p99 > -2x', /^--fail-if: '-2x' is neither/, /1\.5x/],
    ['unmap.latncy.p99 > +10%', /^--fail-if: unknown metric 'unmap.latncy'/, /^Did you mean unmap\.latency\?$/],
    ['frobnication.p99 > +10%', /^--fail-if: unknown metric 'frobnication'/, /^Metrics: unmap\.latency, /],
  ])('%j is rejected', (text, message, suggestion) => {
    const error = refusal(text);
    expect(error.message).toMatch(message);
    expect(error.suggestions.join('\n')).toMatch(suggestion);
    expect(error.exitCode).toBe(2);
  });

  test('an arm that is not compared is rejected', () => {
    const error = refusal('v4:unmap.latency.p99 > +10%', ['baseline', 'v3']);
    expect(error.message).toBe("--fail-if: 'v4' is not compared here");
    expect(error.suggestions).toEqual(['Compared are: baseline, v3.']);
  });
});

function rowOf(arms: ArmRow[], metric = 'unmap.latency'): ComparisonRow {
  return { metric, quantile: 'p99', unit: 'ns', role: 'headline', better: 'less', tested: true, arms };
}

function judge(limit: string, changes: Partial<ArmRow>): GateResult | undefined {
  const arm: ArmRow = { label: 'v3', n: 12, adjustedP: 0.01, verdict: 'slower', ...changes };
  return judgeGates([parse(`unmap.latency.p99 ${limit}`)], [rowOf([arm])], ['v3'], 0.05)[0];
}

describe('judgeGates', () => {
  const ratio = (low: number, estimate: number, high: number) => ({ ratio: estimate, ratioInterval: { low, high } });
  const shift = (low: number, estimate: number, high: number) => ({ shift: estimate, shiftInterval: { low, high } });
  const value = (low: number, estimate: number, high: number) => ({ median: estimate, interval: { low, high } });

  test.each<[string, Partial<ArmRow>, GateResult['outcome']]>([
    // Decided, and as large as the gate's limit.
    ['> +10%', ratio(1.12, 1.2, 1.3), 'failed'],
    ['> +10%', ratio(1.02, 1.2, 1.3), 'failed'],
    ['>= +10%', ratio(1.02, 1.1, 1.3), 'failed'],
    ['> +2ms', shift(1e6, 3e6, 5e6), 'failed'],
    ['< -2ms', shift(-5e6, -3e6, -1e6), 'failed'],
    ['> 0.5x', ratio(0.6, 0.7, 0.8), 'failed'],
    ['<= -2ms', shift(-5e6, -2e6, -1e6), 'failed'],
    ['<= -2ms', shift(-5e6, -1.9e6, -1e6), 'passed'],
    // Decided, and smaller than the gate's limit.
    ['> +10%', ratio(1.02, 1.05, 1.3), 'passed'],
    ['> +10%', ratio(1.02, 1.1, 1.3), 'passed'],
    ['> +2ms', shift(1e5, 1e6, 3e6), 'passed'],
    // Undecided.
    ['> +10%', { ...ratio(0.9, 1.2, 1.5), adjustedP: 0.0501 }, 'undecided'],
    ['> +2ms', { ...shift(-1e6, 3e6, 7e6), adjustedP: 0.2 }, 'undecided'],
    ['> +10%', { ...ratio(0.9, 1.05, 1.5), adjustedP: 0.2 }, 'undecided'],
    // The interval excludes the gate's limit.
    ['> +10%', { ...ratio(0.97, 1.01, 1.09), adjustedP: 0.8 }, 'passed'],
    ['> +10%', { ...ratio(0.97, 1.01, 1.1), adjustedP: 0.8 }, 'passed'],
    ['> +2ms', { ...shift(-1e6, 0, 1e6), adjustedP: 1 }, 'passed'],
    // A gate on a value needs the whole interval beyond the limit, and no test.
    ['> 20ms', value(21e6, 22e6, 23e6), 'failed'],
    ['> 20ms', { ...value(21e6, 22e6, 23e6), adjustedP: 1 }, 'failed'],
    ['> 20ms', value(19e6, 22e6, 23e6), 'undecided'],
    ['> 20ms', value(17e6, 18e6, 19e6), 'passed'],
    ['>= 20ms', value(20e6, 22e6, 23e6), 'failed'],
    ['> 20ms', value(20e6, 22e6, 23e6), 'undecided'],
    ['> 20ms', { median: 30e6 }, 'undecided'],
  ])('%s of %j: %s', (limit, arm, outcome) => {
    expect(judge(limit, arm)?.outcome).toBe(outcome);
  });

  test('a p equal to the level is decided', () => {
    expect(judge('> +10%', { ...ratio(1.01, 1.2, 1.3), adjustedP: 0.05 })?.outcome).toBe('failed');
  });

  test.each(['no-samples', 'too-few-trials', 'other-meaning', 'rejected', 'reference-rejected'] as const)(
    'without a test nothing is decided: %s',
    (untested) => {
      const arm: ArmRow = { label: 'v3', n: 5, untested, ...ratio(2, 3, 4), ...shift(8e6, 9e6, 10e6) };
      const gates = ['> +10%', '> +2ms', '> 99x'].map((limit) => parse(`unmap.latency.p99 ${limit}`));
      const results = judgeGates(gates, [rowOf([arm])], ['v3'], 0.05);
      expect(results.map((result) => [result.outcome, result.untested])).toEqual(
        gates.map(() => ['undecided', untested]),
      );
    },
  );

  test('reports the compared values', () => {
    expect(judge('> +10%', { ...ratio(1.1, 1.2, 1.3), ...shift(1, 2, 3), ...value(4, 5, 6) })).toEqual({
      gate: 'unmap.latency.p99 > +10%',
      label: 'v3',
      kind: 'ratio',
      unit: 'ns',
      estimate: 1.2,
      interval: { low: 1.1, high: 1.3 },
      outcome: 'failed',
    });
    expect(judge('> +10%', { untested: 'no-samples', n: 0 })).not.toHaveProperty('estimate');
  });

  test('applies to every candidate, or to the named arm', () => {
    const arms = ['baseline', 'v1', 'v3'].map((label): ArmRow => ({ label, n: 12, adjustedP: 0, ...ratio(2, 2, 2) }));
    const rows = [rowOf(arms, 'bql.wait'), rowOf(arms)];
    const labels = (text: string) => judgeGates([parse(text)], rows, ['v1', 'v3'], 0.05).map(({ label }) => label);
    expect(labels('unmap.latency.p99 > +10%')).toEqual(['v1', 'v3']);
    expect(labels('v1:unmap.latency.p99 > +10%')).toEqual(['v1']);
    expect(labels('baseline:unmap.latency.p99 > 1s')).toEqual(['baseline']);
  });
});
