import { describe, expect, test } from 'vitest';
import type { TrialResult } from '../../src/documents/result.js';
import { makePaint } from '../../src/report/paint.js';
import { terminalText } from '../../src/report/terminal.js';
import { summarize } from '../../src/stats/summarize.js';
import { documentOf, series, trialOf } from '../support/documents.js';

const synchronizes = (version: string, firstNs: number): TrialResult =>
  trialOf(version, {
    workload: 'synchronize',
    metrics: { 'synchronize.latency': summarize(series(firstNs, 1e3, 20), 'ns') },
    counters: { grace_periods: 20, sleeps: 5 },
  });

function text(trials: TrialResult[], columns = 80): string {
  const base = documentOf(trials);
  const options = { vcpus: 2, accel: 'tcg' };
  return terminalText(
    { ...base, config: { ...base.config, workload: 'synchronize', options } },
    { columns, paint: makePaint(false) },
  );
}

describe('a metric that is not the same quantity in all versions of a run', () => {
  test('is marked in the table, and explained below the table', () => {
    expect(text([synchronizes('baseline', 1e3), synchronizes('v3', 30e3)])).toMatchInlineSnapshot(`
      "synchronize, 2 vCPUs under tcg, 5s each, membarrier off, on 8 CPUs (Some CPU)

                   ──────── baseline ─────────  ─────────── v3 ────────────
                    n    p50    p90 p99    max   n    p50    p90 p99    max
      synchronize* 20 10.5us 18.1us   - 20.0us  20 39.5us 47.1us   - 49.0us

                     baseline     v3
      ─────────────  ────────  ─────
      grace periods        20     20
      sleeps per GP     0.250  0.250

      *  synchronize is not the same quantity everywhere: in baseline a grace period
         of the caller; in v3 a callback round trip

      -  too few samples (p50 needs 2, p90 needs 10, p99 needs 100)

      Again   rcu-bench run baseline v3 --workload synchronize --accel tcg --trace off --seed 7"
    `);
  });

  test('is marked in each of several tables', () => {
    const versions = ['legacy', 'baseline', 'v3@2', 'v3@3', 'v3', 'v2', 'v1', 'v1-sem'];
    const narrow = text(
      versions.map((version) => synchronizes(version, 1e3)),
      40,
    );
    const rows = narrow.split('\n').filter((line) => /^synchronize\*? +n /.test(line));
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row).toMatch(/^synchronize\*/);
    const widths = narrow.split('\n').map((line) => (line.startsWith('Again') ? 0 : line.length));
    expect(Math.max(...widths)).toBeLessThanOrEqual(40);
  });

  test.each([
    ['both before patch 3', ['baseline', 'v3@2']],
    ['both after patch 3', ['v1', 'v3']],
    ['a single version', ['v3']],
  ])('%s: no mark and no note', (_, versions) => {
    const printed = text(versions.map((version) => synchronizes(version, 1e3)));
    expect(printed).not.toContain('*');
    expect(printed).not.toContain('same quantity');
  });

  test('the note omits versions without samples of the metric', () => {
    const empty = { ...synchronizes('none', 1e3), metrics: { 'synchronize.latency': { unit: 'ns', n: 0 } } };
    expect(text([synchronizes('v3', 1e3), empty])).not.toContain('*');
  });
});
