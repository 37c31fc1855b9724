// The verdict line of an arm if not all arms have the main metric, and the versions that warnings name.

import { describe, expect, test } from 'vitest';
import { comparisonWarnings } from '../../src/bench/comparison/warnings.js';
import { readScenario } from '../../src/bench/environment/host.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import type { ComparisonDocument } from '../../src/documents/comparison.js';
import { verdictLines } from '../../src/report/comparison/verdict-lines.js';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import { providerFile } from '../../src/versions/library-file.js';
import { findWorkload } from '../../src/workloads/index.js';
import { compare, ramp, trialWith } from '../support/comparisons.js';
import { quietEnvironment } from '../support/documents.js';

const metrics = findWorkload('timedwait')?.metrics ?? [];
const main = 'timedwait.overshoot.10ms';
const untimed = 'timedwait.wake_untimed';

/** Twelve trials; the p50 of each metric rises from trial to trial. */
const arm = (version: string, measured: Record<string, number>): ArmTrials => ({
  arm: { label: version, version },
  trials: ramp(0, 12).map((step) =>
    trialWith(version, Object.fromEntries(Object.entries(measured).map(([name, p50]) => [name, p50 + step]))),
  ),
});

function told(...arms: ArmTrials[]): (string | undefined)[] {
  const document = { ...compare(arms, { metrics }), config: { workload: 'timedwait' } } as ComparisonDocument;
  return verdictLines(document).map(({ text }) => text.split(';')[0]);
}

describe('the verdict of an arm', () => {
  test('is about the main metric if both arms have it', () => {
    const [, v3] = told(arm('v1', { [main]: 9e6, [untimed]: 9e6 }), arm('v3', { [main]: 3e6, [untimed]: 9e6 }));
    expect(v3).toContain('10ms late p50');
  });

  test('is about another metric if the reference lacks the main metric', () => {
    const [, v3] = told(arm('baseline', { [untimed]: 9e6 }), arm('v3', { [main]: 3e6, [untimed]: 3e6 }));
    expect(v3).toContain('wake, untimed p50');
    expect(v3).toContain('3.00x');
  });

  test('is "not tested" if they share no metric', () => {
    const [, v3] = told(arm('baseline', { [untimed]: 9e6 }), arm('v3', { [main]: 3e6 }));
    expect(v3).toBe('10ms late p50 not tested');
  });
});

test('a warning names the arm if its version is ambiguous', () => {
  const load = parseRunConfig({ versions: ['v3'], flags: { seed: '1', workload: 'timedwait' } }, host, () => 1);
  const plan = { arms: labels.map((label) => ({ label, version: 'v3' })), reference: 'win32-v1', rounds: 1 };
  const trials = labels.map((label) => {
    const counters = { passed_waits: 3, endless_waits: label === 'win32-v1' ? 2 : 0 };
    return trialWith('v3', { [main]: { n: 200 } }, { arm: label, round: 0, counters });
  });
  const messages = comparisonWarnings(load, plan, quietEnvironment, trials).map(({ message }) => message);
  expect(messages).toEqual([expect.stringContaining('in 1 of 1 trials of win32-v1: 2 of 3 waits')]);
});

const host = { cpus: 8, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };
const labels = ['win32-v1', 'win32-v3'];
