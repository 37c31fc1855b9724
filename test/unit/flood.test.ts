// flood: parsed command lines, and messages about its trials.

import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { lossWarnings } from '../../src/bench/trial-warnings.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { counterRows } from '../../src/report/counters.js';
import { providerFile } from '../../src/versions/library-file.js';
import { trialOf } from '../support/documents.js';

const host = { cpus: 8, allowedCpus: [0, 1, 2, 3, 4, 5, 6, 7], memoryBytes: 2 ** 30, readScenario, providerFile };
const parse = (flags: Record<string, string> = {}) =>
  parseRunConfig({ versions: ['v3'], flags: { workload: 'flood', seed: '1', ...flags } }, host, () => 1);

test('a sample is a callback', () => {
  const rate = (flags: Record<string, string>) => parse().workload.samplesPerSecond(parse(flags).settings);
  expect(rate({ flood: '40', 'burst-rate': '5', producers: '2' })).toBe(400);
});

describe('memory that waiting objects can occupy', () => {
  test.each([
    [{ flood: '1000', object: '1MiB' }, false],
    [{ flood: '1000', object: '1KiB' }, true],
    [{ flood: '1000', object: '8KiB', accel: 'tcg', section: '5s' }, false],
    [{ flood: '1000', object: '8KiB', accel: 'kvm', section: '5s' }, true],
  ])('%j: %s', (flags, fits) => {
    if (fits) expect(parse(flags).settings).toMatchObject({ flood: 1000 });
    else expect(() => parse(flags)).toThrow(/^--flood 1000 with --object \S+ can hold [\d.]+ GiB of memory$/);
  });
});

test('an overload has a specific message', () => {
  const [warning] = lossWarnings(trialOf('v3', { workload: 'flood', overloaded: true }));
  expect(warning?.message).toMatch(/^floods arrive faster/);
  expect(warning?.remedy).toBe('Lower --burst-rate, --flood or --producers.');
});

test('its progress is printed per second of measured time', () => {
  const trial = trialOf('v3', { workload: 'flood', measuredNs: 2e9, counters: { floods: 40, flood_callbacks: 4000 } });
  const rows = counterRows([trial]).map((row) => [row.label, row.text(trial)]);
  expect(rows).toContainEqual(['floods', '40']);
  expect(rows).toContainEqual(['callbacks/s', '2000']);
});
