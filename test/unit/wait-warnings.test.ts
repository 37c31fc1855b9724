// Warnings about waits that a version does not have, that return early, or that never end.

import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { collectWarnings } from '../../src/bench/warnings.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { counterRows } from '../../src/report/counters.js';
import { providerFile } from '../../src/versions/library-file.js';
import { quietEnvironment, trialOf } from '../support/documents.js';

const host = { cpus: 8, allowedCpus: [0, 1, 2, 3], memoryBytes: 2 ** 34, readScenario, providerFile };
const config = parseRunConfig(
  { versions: ['v3'], flags: { seed: '1', workload: 'timedwait', trace: 'off' } },
  host,
  () => 1,
);
const late = (n: number) => ({ 'timedwait.overshoot.10ms': { unit: 'ns', n } });

const warned = (counters: Record<string, number>, n = 0) =>
  collectWarnings(config, quietEnvironment, [trialOf('v3', { workload: 'timedwait', metrics: late(n), counters })]);

describe('warnings', () => {
  test.each<[string, Record<string, number>, number, string[]]>([
    ['no problem', { timeouts: 90, early_returns: 0, passed_waits: 3, endless_waits: 0 }, 20, []],
    ['some early', { timeouts: 90, early_returns: 40 }, 20, []],
    ['too short a run', { timeouts: 90, early_returns: 0 }, 5, ['too-few-samples']],
    ['no deadlines', { deadlines_not_offered: 1 }, 0, ['not-offered']],
    ['no futexes', { deadlines_not_offered: 1, waits_not_offered: 1 }, 0, ['not-offered']],
    ['most early', { timeouts: 90, early_returns: 88 }, 2, ['early-returns']],
    ['endless', { passed_waits: 3, endless_waits: 2 }, 20, ['endless-waits']],
  ])('%s', (_, counters, n, codes) => {
    expect(warned(counters, n).map(({ code }) => code)).toEqual(codes);
  });

  test('say how many, and of which version', () => {
    const [warning] = warned({ passed_waits: 3, endless_waits: 2 }, 20);
    expect(warning).toMatchObject({ version: 'v3', message: expect.stringContaining('2 of 3 waits') });
  });
});

test('absent waits have no row, endless and early waits have one', () => {
  const counters = { waits: 100, timeouts: 90, early_returns: 0, passed_waits: 3, endless_waits: 2 };
  const trial = trialOf('v3', { counters: { ...counters, deadlines_not_offered: 1 } });
  const rows = counterRows([trial]).map(({ label, text }) => [label.trim(), text(trial)]);
  expect(rows).toEqual(
    expect.arrayContaining([
      ['waits', '100'],
      ['early returns', '0/90'],
      ['endless', '2/3'],
    ]),
  );
  expect(rows.map(([label]) => label)).not.toContain('deadlines not offered');
});
