import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { collectWarnings } from '../../src/bench/warnings.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import type { Environment, TrialResult } from '../../src/documents/result.js';
import { providerFile } from '../../src/versions/library-file.js';
import { quietEnvironment, trialOf } from '../support/documents.js';

const host = { cpus: 8, allowedCpus: [0, 1, 2, 3, 4, 5, 6, 7], memoryBytes: 2 ** 34, readScenario, providerFile };
const config = (flags: Record<string, string> = {}) =>
  parseRunConfig({ versions: ['v3'], flags: { seed: '1', ...flags } }, host, () => 1);

function codes(
  environment: Partial<Environment>,
  trial: Partial<TrialResult> = {},
  flags: Record<string, string> = {},
) {
  return collectWarnings(config(flags), { ...quietEnvironment, ...environment }, [trialOf('v3', trial)]).map(
    (w) => w.code,
  );
}

test('a quiet machine and a good trial cause no warnings', () => {
  expect(codes({})).toEqual([]);
});

describe('the machine', () => {
  const { cpu } = quietEnvironment;
  test.each<[string, Partial<Environment>, string]>([
    ['other programs', { otherCpus: 1.7 }, 'noisy-machine'],
    ['steal', { stealShare: 0.02 }, 'steal-time'],
    ['governor', { cpu: { ...cpu, governor: 'schedutil' } }, 'frequency-governor'],
    ['quota', { cpu: { ...cpu, quota: 1.5 } }, 'cpu-quota'],
  ])('%s', (_, environment, code) => {
    expect(codes(environment)).toEqual([code]);
  });

  test('values at the limits cause no warnings', () => {
    expect(codes({ otherCpus: 1.6, stealShare: 0.01, cpu: { ...cpu, quota: 8 } })).toEqual([]);
  });
});

test('a load average is ignored: it includes past runs of this tool and does not prove that other programs run', () => {
  expect(codes({ before: { average: [30, 20, 10] }, otherCpus: 0.1 })).toEqual([]);
});

describe('the trial', () => {
  test.each<[Partial<TrialResult>, string]>([
    [{ overloaded: true }, 'overloaded'],
    [{ trace: { file: 't', events: 10, dropped: 1 } }, 'dropped-events'],
    [{ counters: { dropped_samples: 3 } }, 'dropped-samples'],
    [{ counters: { pinned_threads: 5, pin_refused: 1 } }, 'pin-refused'],
    [{ metrics: { 'unmap.latency': { unit: 'ns', n: 9 } } }, 'too-few-samples'],
    [{ metrics: {} }, 'too-few-samples'],
  ])('%j', (trial, code) => {
    expect(codes({}, trial)).toEqual([code]);
  });

  test('names the version and a sufficient remedy', () => {
    const [warning] = collectWarnings(config({ rate: '2' }), quietEnvironment, [trialOf('v3', { metrics: {} })]);
    expect(warning).toMatchObject({ version: 'v3', remedy: 'Measure longer: --duration 6s' });
  });

  test('a failed trial causes no warning about few samples', () => {
    expect(codes({}, { status: 'stalled', metrics: {} })).toEqual([]);
  });
});

test('a load that needs more CPUs than available causes a warning', () => {
  const busy = { 'exit-rate': '100000', 'exit-handler': '10us' };
  expect(codes({}, {}, { ...busy, vcpus: '6' })).toEqual([]);
  expect(codes({}, {}, { ...busy, vcpus: '8' })).toEqual(['oversubscribed']);
  expect(codes({}, {}, { ...busy, vcpus: '8', accel: 'tcg' })).toEqual([]);
  expect(codes({}, {}, { ...busy, vcpus: '1', pin: '0' })).toEqual(['oversubscribed']);
});

test('versions that did not run are named', () => {
  const warnings = collectWarnings({ ...config(), versions: ['v3', 'v2'] }, quietEnvironment, [trialOf('v3')]);
  expect(warnings).toMatchObject([{ code: 'not-run', message: 'interrupted before v2' }]);
});
