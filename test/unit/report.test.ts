import { describe, expect, test } from 'vitest';
import { counterRows } from '../../src/report/counters.js';
import { count, figure, shortCount, significant } from '../../src/report/figures.js';
import { makePaint } from '../../src/report/paint.js';
import { terminalText } from '../../src/report/terminal.js';
import { versionListText, versionText } from '../../src/report/versions.js';
import { wrap } from '../../src/report/wrap.js';
import { summarize } from '../../src/stats/summarize.js';
import { examples, findVersion, peers, versions } from '../../src/versions/catalogue.js';
import { documentOf, series, trialOf } from '../support/documents.js';

const plain = { columns: 80, paint: makePaint(false) };
const lines = (text: string) => text.split('\n');
const widest = (text: string) => Math.max(...lines(text).map((line) => line.length));

describe('figures', () => {
  test.each([
    [12_345_678, '12.3 ms'],
    [480_000, '480 us'],
    [999_499, '999 us'],
    [999_500, '1.00 ms'],
    [0.71, '0.710 ns'],
    [62e9, '62.0 s'],
    [1_234e9, '1234 s'],
    [0, '0 ns'],
  ])('%d ns prints as %s', (value, text) => {
    expect(figure(value, 'ns')).toBe(text);
  });

  test('other units', () => {
    expect(figure(1_572_864, 'B')).toBe('1.50 MiB');
    expect(figure(2.5, '1')).toBe('2.50');
    expect(figure(3, 'items')).toBe('3.00 items');
  });

  test('three digits and no exponent', () => {
    expect([0.000_012_34, 9.999, 99.95, 12_345].map(significant)).toEqual(['0.000012', '10.0', '100', '12345']);
  });

  test('counts, long and short', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect([0, 999, 9999, 10_000, 99_999, 1_250_000, 34e6, 5e9].map(shortCount)).toEqual([
      '0',
      '999',
      '9999',
      '10k',
      '100k',
      '1.3M',
      '34M',
      '5.0G',
    ]);
  });
});

test('wrap() breaks at spaces, indents, and does not split long words', () => {
  expect(wrap('aa bb cc', 5)).toBe('aa bb\ncc');
  expect(wrap('aa bb cc', 5, 2)).toBe('aa bb\n  cc');
  expect(wrap('a-very-long-word b', 5)).toBe('a-very-long-word\nb');
});

describe('terminalText', () => {
  const twoVersions = documentOf([trialOf('baseline'), trialOf('v3', { counters: {} })]);

  test('two versions, as on a terminal of 80 columns', () => {
    const text = terminalText(twoVersions, { ...plain, savedAs: 'r.json' });
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchInlineSnapshot(`
      "blob-unmap, 2 vCPUs under kvm, 5s each, membarrier off, on 8 CPUs (Some CPU)

                    ────────── baseline ───────────  ───────────── v3 ──────────────
                      n    p50    p90    p99    max    n    p50    p90    p99    max
      unmap latency  20 20.9ms 21.7ms      - 21.9ms   20 20.9ms 21.7ms      - 21.9ms

      grace period  120 10.6ms 11.1ms 11.2ms 11.2ms  120 10.6ms 11.1ms 11.2ms 11.2ms

      BQL roundtrip 100  110ns  149ns  158ns  159ns  100  110ns  149ns  158ns  159ns

                      baseline  v3
      ──────────────  ────────  ──
      grace periods         42
        forced            3/42
      2nd GP forced       7/20
      sleeps per GP       3.10
      RCU thread CPU   0.240 %
      RCU wake-ups/s      60.0

      -  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

      Result  r.json

      Again   rcu-bench run baseline v3 --trace off --seed 7"
    `);
  });

  test('five versions are side by side in 80 columns, with a block of rows for each metric', () => {
    const text = terminalText(documentOf(['legacy', 'baseline', 'v1', 'v2', 'v3'].map((name) => trialOf(name))), plain);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).toMatchInlineSnapshot(`
      "blob-unmap, 2 vCPUs under kvm, 5s each, membarrier off, on 8 CPUs (Some CPU)

                            legacy  baseline       v1       v2       v3
      ──────────────  ───  ───────  ────────  ───────  ───────  ───────
      unmap latency   n         20        20       20       20       20
                      p50  20.9 ms   20.9 ms  20.9 ms  20.9 ms  20.9 ms
                      p90  21.7 ms   21.7 ms  21.7 ms  21.7 ms  21.7 ms
                      p99        -         -        -        -        -
                      max  21.9 ms   21.9 ms  21.9 ms  21.9 ms  21.9 ms
      ──────────────  ───  ───────  ────────  ───────  ───────  ───────
      grace period    n        120       120      120      120      120
                      p50  10.6 ms   10.6 ms  10.6 ms  10.6 ms  10.6 ms
                      p90  11.1 ms   11.1 ms  11.1 ms  11.1 ms  11.1 ms
                      p99  11.2 ms   11.2 ms  11.2 ms  11.2 ms  11.2 ms
                      max  11.2 ms   11.2 ms  11.2 ms  11.2 ms  11.2 ms
      ──────────────  ───  ───────  ────────  ───────  ───────  ───────
      grace periods             42        42       42       42       42
        forced                3/42      3/42     3/42     3/42     3/42
      2nd GP forced           7/20      7/20     7/20     7/20     7/20
      sleeps per GP           3.10      3.10     3.10     3.10     3.10
      RCU thread CPU       0.240 %   0.240 %  0.240 %  0.240 %  0.240 %
      RCU wake-ups/s          60.0      60.0     60.0     60.0     60.0
      ──────────────  ───  ───────  ────────  ───────  ───────  ───────
      BQL roundtrip   p50   110 ns    110 ns   110 ns   110 ns   110 ns

      -  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

      Again   rcu-bench run legacy baseline v1 v2 v3 --trace off --seed 7"
    `);
  });

  test.each([40, 60, 80, 100, 200])('twelve versions lose nothing in %d columns', (columns) => {
    const names = ['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'none', 'v3@1', 'v3@2', 'v3@3', 'v3@4', 'v3@5'];
    const text = terminalText(documentOf(names.map((name) => trialOf(name))), { ...plain, columns });
    const tables = lines(text).filter((line) => !/^(rcu-bench|Again)/.test(line) && line.includes('  '));
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(columns);
    for (const name of names) expect(text).toMatch(new RegExp(`(^|\\s)${name}(\\s|$)`, 'm'));
  });

  test('failures are printed first, their evidence after the table', () => {
    const stalled = trialOf('v1', {
      status: 'stalled',
      evidence: ['RCU thread: asleep', '3 callbacks pending'],
      metrics: {},
    });
    const text = terminalText(documentOf([trialOf('baseline'), stalled]), plain);
    expect(text).toMatchInlineSnapshot(`
      "blob-unmap, 2 vCPUs under kvm, 5s each, membarrier off, on 8 CPUs (Some CPU)

      v1  STALLED: nothing moves any more

                    ────────── baseline ───────────  ────── v1 ───────
                      n    p50    p90    p99    max  n p50 p90 p99 max
      unmap latency  20 20.9ms 21.7ms      - 21.9ms

      grace period  120 10.6ms 11.1ms 11.2ms 11.2ms

      BQL roundtrip 100  110ns  149ns  158ns  159ns

                      baseline       v1
      status              pass  STALLED
      ──────────────  ────────  ───────
      grace periods         42       42
        forced            3/42     3/42
      2nd GP forced       7/20     7/20
      sleeps per GP       3.10     3.10
      RCU thread CPU   0.240 %  0.240 %
      RCU wake-ups/s      60.0     60.0

      -  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

      Evidence for v1
        RCU thread: asleep
        3 callbacks pending

      Again   rcu-bench run baseline v1 --trace off --seed 7"
    `);
    expect(text.indexOf('v1  STALLED')).toBeLessThan(text.indexOf('unmap latency'));
  });

  test('an overloaded version is marked', () => {
    expect(terminalText(documentOf([trialOf('legacy', { overloaded: true })]), plain)).toMatch(/^status +OVERLOADED$/m);
  });

  test('warnings name the version and the remedy', () => {
    const warnings = [{ code: 'overloaded', message: 'too much', remedy: 'Lower --rate.', version: 'legacy' }];
    expect(terminalText(documentOf([trialOf('legacy')], { warnings }), plain)).toContain(
      'Warning legacy: too much. Lower --rate.',
    );
  });

  test('a run without any trial says so', () => {
    expect(terminalText(documentOf([]), plain)).toContain('No trial was run.');
  });

  test('undefined values are dashes with an explanation, never 0', () => {
    const few = trialOf('v3', { metrics: { 'unmap.latency': summarize(series(1e6, 1, 3), 'ns') }, counters: {} });
    const text = terminalText(documentOf([few]), plain);
    expect(text).toMatch(/^unmap latency +3 +1\.00ms +- +- +1\.00ms$/m);
    expect(text).toContain('-  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)');
  });

  test('colour does not change the text', () => {
    const coloured = terminalText(twoVersions, { columns: 80, paint: makePaint(true) });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
    const bare = coloured.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '');
    expect(bare).toBe(terminalText(twoVersions, plain));
  });
});

describe('counterRows', () => {
  const texts = (counters: Record<string, number>) =>
    counterRows([trialOf('v3', { counters })]).map((row) => [row.label, row.text(trialOf('v3', { counters }))]);

  test('relates parts to their totals, and omits parts without a total', () => {
    expect(texts({ gp2: 20, gp2_forced: 7 })).toEqual([['2nd GP forced', '7/20']]);
    expect(texts({ gp2: 0, gp2_forced: 0 })).toEqual([]);
    expect(texts({ rcu_cpu_ns: 5e7 })).toEqual([['RCU thread CPU', '1.00 %']]);
    expect(texts({ rcu_wakeups: 50 })).toEqual([['RCU wake-ups/s', '10.0']]);
  });

  test('prints an unknown counter unless it is 0', () => {
    expect(texts({ new_thing: 3, idle_thing: 0 })).toEqual([['new thing', '3']]);
  });
});

describe('the catalogue as text', () => {
  test('fits 80 columns and names every version', () => {
    const text = versionListText([...versions, ...peers, ...examples], plain);
    expect(widest(text)).toBeLessThanOrEqual(80);
    for (const { name } of [...versions, ...peers, ...examples]) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    const [history = '', apart = ''] = text.split('Examples, which run only where they are named:');
    for (const { name } of examples) expect([history.includes(name), apart.includes(name)]).toEqual([false, true]);
  });

  test.each([...versions, ...peers, ...examples].map((version) => [version.name, version] as const))(
    '%s in full',
    (_, version) => {
      const text = versionText(version, undefined, plain);
      expect(widest(text)).toBeLessThanOrEqual(80);
      for (const defect of version.defects) expect(text).toContain(defect.id);
    },
  );

  test('a prefix lists the patches that it contains', () => {
    const v3 = findVersion('v3');
    if (v3 === undefined) throw new Error('no v3');
    expect(versionText(v3, 4, plain)).toContain('v3@4 is baseline with the patches 1 to 4.');
  });
});
