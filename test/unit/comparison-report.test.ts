// Thresholds, trials and warnings of a comparison in every output format.
import { describe, expect, test } from 'vitest';
import type { outputFormats } from '../../src/config/compare-config.js';
import { parseGate } from '../../src/config/gate.js';
import { type ComparisonDocument, comparisonSchema, type Gate } from '../../src/documents/comparison.js';
import type { Warning } from '../../src/documents/result.js';
import { comparisonFormats } from '../../src/report/comparison/formats.js';
import { comparisonJunit } from '../../src/report/comparison/junit.js';
import { gateText } from '../../src/report/comparison/notes.js';
import { verdictLines } from '../../src/report/comparison/verdict-lines.js';
import { makePaint } from '../../src/report/paint.js';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import { closedLoopNs } from '../../src/workloads/metric.js';
import { armOf, compare, ramp, trialWith, unmap, withTrial } from '../support/comparisons.js';
import { documentOf, quietEnvironment } from '../support/documents.js';
import { findSchemaError } from '../support/schema-error.js';

interface Made {
  warnings?: Warning[];
  metrics?: readonly MetricSpec[];
  absoluteThresholdNs?: number;
  gates?: readonly Gate[];
}

function documentOfArms(arms: ArmTrials[], { warnings = [], ...changes }: Made = {}): ComparisonDocument {
  const statistics = compare(arms, changes);
  const base = documentOf([]);
  const config = { ...base.config, versions: [...new Set(arms.map(({ arm }) => arm.version))] };
  const plan = { arms: arms.map(({ arm }) => arm), reference: arms[0]?.arm.label ?? '', rounds: 12 };
  return {
    schema: comparisonSchema,
    tool: base.tool,
    environments: [quietEnvironment],
    config,
    plan,
    ...statistics,
    warnings,
  };
}

const forms = ['terminal', 'markdown', 'mail'] as const;
const printed = (format: (typeof outputFormats)[number], document: ComparisonDocument, columns = 80) =>
  comparisonFormats[format](document, { columns, paint: makePaint(false), savedAs: [] });
/** Removes Markdown's escapes and line breaks. */
const words = (text: string) => text.replaceAll('\\', '').replace(/\s+/g, ' ');

describe('the printed threshold is the tested threshold', () => {
  // 5 % of 2 us are 0.1 us, so the absolute threshold of 10 us makes them the same.
  const small = documentOfArms([armOf('baseline', Array(12).fill(2000)), armOf('v3', Array(12).fill(9000))]);

  test.each(forms)('%s', (format) => {
    const text = words(printed(format, small));
    expect(text).toContain('same unmap latency p50 within max(5%, 10us)');
    expect(text).toContain('"same": the interval lies within max(5%, 10us)');
    expect(text).not.toContain('within 5%');
  });

  test('JUnit', () => {
    expect(comparisonJunit(small, false)).toContain('same unmap latency p50 within max(5%, 10us)');
  });

  test('CSV and JSON have the threshold in the unit of the row', () => {
    const [head = '', ...lines] = printed('csv', small).split('\r\n');
    const column = head.split(',').indexOf('threshold');
    expect(lines.map((line) => line.split(',')[column])).toEqual(['', '10000']);
    expect(JSON.parse(printed('json', small)).rows[0].arms[1].threshold).toBe(10_000);
  });

  test('of a slow reference it is the relative threshold, as it is without an absolute one', () => {
    const slow = [armOf('baseline', Array(12).fill(1e6)), armOf('v3', Array(12).fill(1e6))];
    expect(documentOfArms(slow).rows[0]?.arms[1]?.threshold).toBe(50_000);
    const relative = documentOfArms(slow, { absoluteThresholdNs: 0 });
    expect(words(printed('terminal', relative))).toContain('same unmap latency p50 within 5%;');
  });
});

describe('every table has the number of trials', () => {
  const trials = ramp(1e6, 12).map((value, i) =>
    trialWith('v3', { 'unmap.latency': i < 9 ? { p50: value, p90: value, p99: value, max: value } : { p50: value } }),
  );
  const document = documentOfArms([
    {
      arm: { label: 'baseline', version: 'baseline' },
      trials: trials.map((trial) => ({ ...trial, version: 'baseline' })),
    },
    { arm: { label: 'v3', version: 'v3' }, trials },
  ]);

  test.each([
    ['terminal', 80],
    ['terminal', 40],
    ['mail', 80],
  ] as const)('%s, %i columns', (format, columns) => {
    const text = printed(format, document, columns);
    expect(text).toMatch(/^ +n +median/m);
    expect(text).toMatch(/^ {2}v3 +9\/12 .* 6 trials lack it$/m);
  });

  test('also without tests', () => {
    const text = printed('terminal', document);
    expect(text).toMatch(/^n +12 +12$/m);
    expect(text).toMatch(/^unmap latency p90 +\(n=9\) 1\.00 ms +\(n=9\) 1\.00 ms$/m);
  });

  test('also in Markdown', () => {
    expect(printed('markdown', document)).toContain('| unmap latency p99 | v3 | 9/12 |');
  });
});

test.each(forms)('%s: a warning names its version', (format) => {
  const warnings = [
    { code: 'overloaded', message: 'in 2 of 12 trials', remedy: 'Lower it.', version: './lib/librcu.so' },
  ];
  const document = documentOfArms([armOf('baseline', ramp(1e6, 12)), armOf('v3', ramp(1e6, 12))], { warnings });
  expect(words(printed(format, document))).toContain('rcu: in 2 of 12 trials');
});

test('the schema accepts documents with missing values', () => {
  const queued = ramp(0, 12).reduce<ArmTrials>((own) => withTrial(own, { overloaded: true }, 99e9), {
    arm: { label: 'v1', version: 'v1' },
    trials: [],
  });
  const spec = closedLoopNs('unmap.latency', 'unmap latency', 'headline');
  const some = ramp(1e6, 12).map((p50, i) => trialWith('v2', { 'unmap.latency': i < 8 ? { p50, p99: p50 } : { p50 } }));
  const reference = armOf('baseline', Array(12).fill(0));
  const tail = reference.trials.map((trial) => ({ ...trial, metrics: some[0]?.metrics ?? {} }));
  const copy = { label: 'baseline (A/A)', version: 'baseline', calibration: true } as const;
  const arms = [reference, queued, { arm: { label: 'v2', version: 'v2' }, trials: some }, armOf('v3', ramp(1e6, 12))];
  const gates = ['unmap.latency.p50 > +10%', 'unmap.latency.p99 > 1ms'].map((text) => parseGate(text, [spec]));
  for (const first of [reference, { ...reference, trials: tail }]) {
    const all = [first, ...arms.slice(1), { arm: copy, trials: first.trials }];
    for (const metrics of [[spec], [unmap]]) {
      const document = documentOfArms(all, { metrics, gates });
      expect(findSchemaError(JSON.parse(JSON.stringify(document)), 'comparison')).toBeUndefined();
    }
  }
});

describe('an arm without a trial', () => {
  const none = (label: string): ArmTrials => ({ arm: { label, version: label }, trials: [] });

  test('gets no verdict, neither "live" nor "no violation"', () => {
    const interrupted = withTrial(none('v3'), { status: 'interrupted' });
    for (const arms of [
      [none('baseline'), none('v3')],
      [none('baseline'), interrupted],
    ]) {
      const texts = verdictLines(documentOfArms(arms)).map(({ text }) => text);
      expect(texts).toEqual(['reference; no trial passed: no verdict', 'no trial passed: no verdict']);
    }
  });

  test('is skipped in JUnit', () => {
    const xml = comparisonJunit(documentOfArms([none('baseline'), none('v3')]), false);
    expect(xml).toContain('skipped="2"');
    expect(xml).toContain('<skipped message="no trial passed: no verdict"/>');
  });
});

describe('an overload is reported', () => {
  const overloaded = (own: ArmTrials, n: number) =>
    ramp(0, n).reduce((arm) => withTrial(arm, { overloaded: true }, 99e9), own);
  const line = (n: number) => {
    const arms = [armOf('baseline', ramp(1e6, 12)), overloaded(armOf('v3', ramp(1e6, 12)), n)];
    return verdictLines(documentOfArms(arms)).find(({ label }) => label === 'v3')?.text;
  };

  test('beside a verdict', () => {
    expect(line(1)).toBe(
      'same unmap latency p50 within max(5%, 10us); live, no violation seen; overloaded in 1 of 13 trials',
    );
  });

  test('as the reason for a rejection, and for a verdict', () => {
    expect(line(4)).toBe('REJECT: overloaded in 4 of 16 trials, which measured its queue; no verdict on its speed');
    expect(line(12)).toBe('REJECT: overloaded in 12 of 24 trials, which measured its queue; slower: unmap latency p50');
  });
});

test('a gate is printed in the unit of its metric', () => {
  const held: MetricSpec = { ...unmap, name: 'memory.held', unit: 'B' };
  const arms = [4, 8].map((mib, i) => armOf(`v${i}`, Array(12).fill(mib * 2 ** 20), 'memory.held'));
  const gates = ['> 6MiB', '> +1MiB', '> +10%'].map((limit) => parseGate(`memory.held.p50 ${limit}`, [held]));
  expect(documentOfArms(arms, { metrics: [held], gates }).gates.map(gateText)).toEqual([
    'v1: FAILED  memory.held.p50 > 6MiB  (8.00 MiB, 8.00 MiB to 8.00 MiB)',
    'v1: FAILED  memory.held.p50 > +1MiB  (+4.00 MiB, +4.00 MiB to +4.00 MiB)',
    'v1: FAILED  memory.held.p50 > +10%  (2.00x, 2.00x to 2.00x)',
  ]);
});

test('an undecided gate has a reason', () => {
  const trials = ramp(1e6, 12).map((p50, i) =>
    trialWith('v3', { 'unmap.latency': i < 9 ? { p50, p99: p50 } : { p50 } }),
  );
  const arms = [
    { arm: { label: 'baseline', version: 'baseline' }, trials },
    { arm: { label: 'v3', version: 'v3' }, trials },
  ];
  const gates = [parseGate('unmap.latency.p99 > +10%', [unmap])];
  expect(documentOfArms(arms, { gates }).gates.map(gateText)).toEqual([
    'v3: UNDECIDED  unmap.latency.p99 > +10%  (6 trials lack it)',
  ]);
});
