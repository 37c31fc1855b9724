// Gates that can never be decided are found before any trial runs; trials are lengthened for the other gates.
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { checkDecidable } from '../../src/bench/comparison/judge.js';
import { type LiveComparison, parseGates } from '../../src/config/compare-config.js';
import { inputOf } from '../../src/results/comparison-input.js';
import { liveOf, parseWords } from '../support/compare-config.js';
import { comparisonOf, planOf } from '../support/saved-comparisons.js';

const words = (line: string, ...gates: string[]) => [
  ...line.split(' ').filter(Boolean),
  ...gates.flatMap((gate) => ['--fail-if', gate]),
];
const live = (line: string, ...gates: string[]) => liveOf(parseWords(words(line, ...gates)));

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, ...error.suggestions].join('\n');
    throw error;
  }
  throw new Error('nothing was refused');
}
const refusal = (line: string, ...gates: string[]) => refusalOf(() => live(line, ...gates));

describe('without --duration', () => {
  const durationOf = (line: string, ...gates: string[]) => live(line, ...gates).load.settings.durationNs / 1e9;

  test('trials are lengthened as the gates require, with a warning', () => {
    const { load, warnings } = live('', 'unmap.latency.p99 > +10%');
    expect(load.settings.durationNs).toBe(30e9); // 100 samples at 4 per second, plus a fifth
    expect(warnings).toEqual([
      {
        code: 'duration-chosen',
        message: 'each trial measures 30s: unmap.latency.p99 needs 100 samples in each, at 4 a second',
        remedy: '--duration chooses another time, a higher --rate makes it shorter.',
      },
    ]);
  });

  test.each<[string, string, number]>([
    ['', 'unmap.latency.p50 > +10%', 2],
    ['', 'unmap.latency.max > 50ms', 2],
    ['', 'unmap.guest.p90 > +10%', 3],
    ['--rate 100', 'unmap.latency.p99 > +10%', 2],
    ['--rate 40', 'unmap.latency.p99 > +10%', 3],
    ['', 'frame.latency.p99 > 20ms', 2],
    ['', 'frame.latency.p99.9 > 20ms', 20],
    ['--profile scene-switch', 'unmap.latency.p99 > +10%', 14],
    ['v3 --by rate=8,100', 'unmap.latency.p99 > +10%', 15],
    ['', 'blocked.time.p99 > +10%', 2], // the number of samples cannot be predicted
    ['--workload drain', 'drain.latency.p50 > +10%', 2],
  ])('%s with %s: %d s', (line, gate, seconds) => {
    expect(durationOf(line, gate)).toBe(seconds);
  });

  test('of several gates the longest duration counts', () => {
    expect(durationOf('', 'unmap.latency.p50 > +10%', 'unmap.guest.p99 > +10%', 'unmap.latency.p90 > +10%')).toBe(30);
  });

  test('a gate that needs hours is rejected', () => {
    expect(refusal('', 'unmap.latency.p99.9 > +10%')).toMatch(
      /^--fail-if: 'unmap\.latency\.p99\.9 > \+10%' needs trials of 250s: .*needs 1000 samples .*\nGive --duration/,
    );
  });
});

describe('with --duration, or with --by duration', () => {
  test('the duration is kept, and a gate without enough samples is rejected', () => {
    expect(live('--duration 40s', 'unmap.latency.p99 > +10%')).toMatchObject({
      load: { settings: { durationNs: 40e9 } },
    });
    expect(refusal('--duration 2s', 'unmap.latency.p99 > +10%')).toBe(
      "--fail-if: 'unmap.latency.p99 > +10%' cannot be decided: " +
        'unmap.latency.p99 needs 100 samples in each, at 4 a second\n' +
        'Leave --duration out, or give --duration 30s, a higher --rate makes it shorter.',
    );
    expect(refusal('v3 --by duration=1s,40s', 'unmap.latency.p99 > +10%')).toContain('cannot be decided');
  });

  test('a gate that may lack samples causes a warning', () => {
    const { warnings = [] } = live('--duration 20s', 'unmap.latency.p99 > +10%');
    expect(warnings.map(({ code }) => code)).toEqual(['gate-samples']);
  });
});

test('a metric that these options never measure is rejected', () => {
  expect(refusal('', 'reset.latency.p50 > +10%')).toMatch(/blob-unmap with these options has no reset\.latency/);
  expect(live('--path reset', 'reset.latency.p50 > +10%').load.settings.durationNs).toBe(2e9);
  expect(refusal('--frame-rate 0', 'frame.latency.p50 > 1ms')).toMatch(/has no frame\.latency/);
});

test('a gate that compares a version with itself, or has nothing to compare, is rejected', () => {
  expect(refusal('baseline v3', 'baseline:unmap.latency.p50 > +10%')).toMatch(
    /^--fail-if: 'baseline:unmap\.latency\.p50 > \+10%' compares baseline with its own code\n.* v3\.$/,
  );
  expect(live('baseline v3', 'baseline:unmap.latency.p50 > 20ms').plan.reference).toBe('baseline');
  expect(refusal('baseline --calibrate', 'unmap.latency.p50 > +10%')).toMatch(/has no version to judge/);
});

describe('before the first trial', () => {
  /** Checks a gate when the baseline has been read and before any trial has run. */
  const check = (source: LiveComparison, gate: string, kept?: number) => {
    const own = inputOf(comparisonOf(source.plan, { trials: [] }));
    const older = inputOf(comparisonOf(planOf(['old:v3'], kept ?? 6))).arms;
    const arms = kept === undefined ? own.arms : [...older, ...own.arms];
    const plan = kept === undefined ? own.plan : { ...own.plan, arms: arms.map(({ arm }) => arm), reference: 'old:v3' };
    return checkDecidable(source, parseGates([gate], source.load.workload), { ...own, arms, plan });
  };

  test('too few rounds are rejected, enough rounds are accepted', () => {
    expect(refusalOf(() => check(live('--trials 5'), 'unmap.latency.p50 > +10%'))).toMatch(
      /cannot be decided with 5 trials of each version\n--trials 6 is the least/,
    );
    expect(() => check(live('--trials 6'), 'unmap.latency.p50 > +10%')).not.toThrow();
  });

  test('a time limit too short for six rounds is rejected', () => {
    const gate = 'unmap.latency.p99 > +10%';
    expect(refusalOf(() => check(live('--until-decided', gate), gate))).toMatch(
      /cannot be decided in 5m: 6 rounds of 61s take longer\nGive it more time: --max-time 549s\.$/,
    );
    expect(() => check(live('--until-decided --max-time 549s', gate), gate)).not.toThrow();
    expect(() => check(live('--until-decided'), 'unmap.latency.p50 > +10%')).not.toThrow();
  });

  test('a baseline with too few trials, and an unknown version, are rejected', () => {
    const source = live('v3 --against old');
    expect(refusalOf(() => check(source, 'unmap.latency.p50 > +10%', 3))).toMatch(/old:v3 has 3 trials, 6 are needed/);
    expect(() => check(source, 'unmap.latency.p50 > +10%', 6)).not.toThrow();
    expect(refusalOf(() => check(source, 'v2:unmap.latency.p50 > +10%', 6))).toMatch(/'v2' is not compared here/);
  });
});
