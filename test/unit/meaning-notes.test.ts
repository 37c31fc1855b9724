import { describe, expect, test } from 'vitest';
import type { TrialResult } from '../../src/model/result.js';
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

describe("a metric that is not the same quantity in all of a run's versions", () => {
  test('is marked in the table, and told below it', () => {
    expect(text([synchronizes('baseline', 1e3), synchronizes('v3', 30e3)])).toMatchInlineSnapshot();
  });

  test('is marked in every one of several tables', () => {
    const versions = ['legacy', 'baseline', 'v3@2', 'v3@3', 'v3', 'v2', 'v1', 'v1-sem'];
    const narrow = text(
      versions.map((version) => synchronizes(version, 1e3)),
      40,
    );
    const tables = narrow.split('\n').filter((line) => line.startsWith('synchronize'));
    expect(tables.length).toBeGreaterThan(1);
    for (const line of tables) expect(line).toMatch(/^synchronize\*/);
    expect(
      Math.max(...narrow.split('\n').map((line) => (line.startsWith('Again') ? 0 : line.length))),
    ).toBeLessThanOrEqual(40);
  });

  test.each([
    ['both before patch 3', ['baseline', 'v3@2']],
    ['both after it', ['v1', 'v3']],
    ['one alone', ['v3']],
  ])('%s: neither mark nor note', (_, versions) => {
    const printed = text(versions.map((version) => synchronizes(version, 1e3)));
    expect(printed).not.toContain('*');
    expect(printed).not.toContain('same quantity');
  });

  test('a version that has no samples of it is not told of', () => {
    const empty = { ...synchronizes('none', 1e3), metrics: { 'synchronize.latency': { unit: 'ns', n: 0 } } };
    expect(text([synchronizes('v3', 1e3), empty])).not.toContain('*');
  });
});
