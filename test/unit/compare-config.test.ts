import { describe, expect, test } from 'vitest';
import { loadOf } from '../../src/config/arms.js';
import { judgementOf } from '../../src/config/compare-config.js';
import { findWorkload } from '../../src/workloads/index.js';
import { drawnSeed, live, parseLine, parseWords, refusal } from '../support/compare-config.js';

const armsOf = (line: string) => live(line).plan.arms;
const labelsOf = (line: string) => armsOf(line).map(({ label }) => label);
const versionArms = (...names: string[]) => names.map((name) => ({ label: name, version: name }));

describe('defaults', () => {
  test('are those of the documentation', () => {
    const config = parseLine('');
    expect(config).toMatchObject({
      source: {
        kind: 'live',
        load: { settings: { durationNs: 2e9, warmupNs: 5e8, membarrier: 'off' }, pinCpus: [], seed: drawnSeed },
        plan: { arms: versionArms('baseline', 'v3'), reference: 'baseline', rounds: 12 },
      },
      judgement: { relativeThreshold: 0.05, absoluteThresholdNs: 10_000, gates: [], strict: false },
      outputs: { format: 'terminal' },
      force: false,
    });
    for (const absent of ['axis', 'shard', 'looks']) expect(live('').plan).not.toHaveProperty(absent);
    expect(live('')).not.toHaveProperty('untilDecidedNs');
    expect(config).not.toHaveProperty('baseline');
    expect(Object.keys(config.outputs)).toEqual(['format']);
  });

  test('all options of the workload are accepted', () => {
    const { load } = live('--duration 300ms --warmup 0 --membarrier on --kick 2ms --pin 0-2,5 --seed 9');
    expect(load).toMatchObject({ pinCpus: [0, 1, 2, 5], seed: 9 });
    const common = { durationNs: 3e8, warmupNs: 0, membarrier: 'on' };
    expect(load.settings).toMatchObject({ ...common, kickNs: 2e6, unmapRate: 4 });
  });
});

describe('versions', () => {
  test('the first version is the reference by default', () => {
    expect(live('legacy v1 v2').plan).toMatchObject({ arms: versionArms('legacy', 'v1', 'v2'), reference: 'legacy' });
    expect(live('legacy v1 v2 --reference v1').plan).toEqual({
      arms: versionArms('legacy', 'v1', 'v2'),
      reference: 'v1',
      rounds: 12,
    });
  });

  test.each<[string, RegExp, string]>([
    ['v1 v2 --reference v11', /^--reference: 'v11' is not compared here/, 'Did you mean v1?'],
    ['v1 v2 --reference legacy', /^--reference: 'legacy' is not compared here/, 'Compared are: v1, v2.'],
    ['v1', /^v1 alone is no comparison/, 'Name a second version, or a saved result: --against NAME.'],
    ['v1 v1', /^version 'v1' is given twice/, 'Name each version once.'],
    ['v1 v33', /^unknown version 'v33'/, "Did you mean v3? 'rcu-bench versions' lists them."],
  ])('%s is rejected', (line, message, suggestion) => {
    const error = refusal(line);
    expect(error.message).toMatch(message);
    expect(error.suggestions).toEqual([suggestion]);
    expect(error.exitCode).toBe(2);
  });

  test('--calibrate adds a second arm of the reference', () => {
    expect(armsOf('v1 v2 --calibrate --reference v2')).toEqual([
      ...versionArms('v1', 'v2'),
      { label: 'v2 (A/A)', version: 'v2', calibration: true },
    ]);
    expect(labelsOf('v1 --calibrate')).toEqual(['v1', 'v1 (A/A)']);
  });

  test('one version is enough with a baseline', () => {
    expect(armsOf('--against old')).toEqual(versionArms('v3'));
    expect(armsOf('v1 --against old')).toEqual(versionArms('v1'));
    expect(parseLine('v1 --against old').against).toBe('old');
  });
});

describe('--by-patch', () => {
  test('compares baseline and each prefix of the series', () => {
    const { plan } = live('--by-patch v3');
    expect(plan).toEqual({
      arms: versionArms('baseline', 'v3@1', 'v3@2', 'v3@3', 'v3@4', 'v3@5'),
      reference: 'baseline',
      rounds: 12,
    });
    expect(live('--by-patch v3 --reference v3@4').plan.reference).toBe('v3@4');
  });

  test.each([
    ['--by-patch baseline', /'baseline' is not a series of patches/],
    ['--by-patch v9', /^unknown version 'v9'/],
    ['v3 --by-patch v3', /^--by-patch names the versions itself/],
    ['--by-patch v3 --by membarrier', /^--by-patch names the versions itself/],
  ])('%s is rejected', (line, message) => {
    expect(refusal(line).message).toMatch(message);
  });
});

describe('--by', () => {
  const loads = (line: string) => {
    const { load, plan } = live(line);
    return plan.arms.map((arm) => ({ label: arm.label, version: arm.version, ...loadOf(load, arm) }));
  };

  test('without values uses all choices of the option', () => {
    const { plan } = live('v2 --by membarrier');
    expect(plan.axis).toBe('membarrier');
    expect(plan.reference).toBe('off');
    expect(loads('v2 --by membarrier').map(({ version, settings }) => [version, settings.membarrier])).toEqual([
      ['v2', 'off'],
      ['v2', 'on'],
      ['v2', 'global'],
    ]);
  });

  test('accepts values with units, in the given order', () => {
    expect(live('--by kick=2ms,50us').plan).toEqual({
      arms: [
        { label: '2ms', version: 'v3', set: { kickNs: 2e6 } },
        { label: '50us', version: 'v3', set: { kickNs: 50_000 } },
      ],
      reference: '2ms',
      rounds: 12,
      axis: 'kickNs',
    });
    expect(live('--by kick=2ms,50us --reference 50us').plan.reference).toBe('50us');
    expect(loads('--by duration=1s,3s').map(({ settings }) => settings.durationNs)).toEqual([1e9, 3e9]);
    expect(loads('--by warmup=0,1s').map(({ settings }) => settings.warmupNs)).toEqual([0, 1e9]);
  });

  test.each([
    ['--by accel=kvm,none', [50_000, 500_000]],
    ['--accel none --by accel=kvm,none', [50_000, 500_000]],
    ['--by accel=none,tcg,kvm', [500_000, 50_000, 50_000]],
    ['--by accel=kvm,none --io-section 1ms', [1e6, 1e6]],
    ['--by accel=kvm,none --io-section 50us', [50_000, 50_000]],
  ])('%s: defaults that depend on the option follow its value', (line, ioSections) => {
    expect(loads(line).map(({ settings }) => settings.ioSectionNs)).toEqual(ioSections);
  });

  test('does not change other options', () => {
    const [one, other] = loads('--by kick=1ms,2ms --rate 7 --membarrier on --seed 3');
    expect(one).toEqual({ ...other, label: '1ms', settings: { ...other?.settings, kickNs: 1e6 } });
    expect(one).toMatchObject({ seed: 3, settings: { membarrier: 'on', unmapRate: 7 } });
  });

  test.each<[string, RegExp, RegExp]>([
    ['--by kick', /^--by kick: which values\?/, /--by kick=50us,/],
    ['--by kick=1ms', /^--by kick: one value is no comparison/, /--by kick=50us,/],
    ['--by membarrier=off', /^--by membarrier: one value is no comparison/, /off,on,global/],
    ['--by kick=1ms,1000us', /^--by kick: 1ms is given twice/, /^$/],
    ['--by kick=1ms,2', /^--kick: '2' has no unit/, /50us/],
    ['--by vcpus=2,17', /^--vcpus: 17 is out of range/, /0 to 16/],
    ['--by accel=kvm,xen', /^--accel: 'xen' is not a choice/, /kvm, tcg, none/],
    ['--by kik=1ms,2ms', /^--by: 'kik' is not an option/, /^Did you mean kick\?$/],
    ['--by blob-size=1MiB,1GiB', /^--blobs 16 of 1GiB need/, /lower/],
    ['v1 v2 --by membarrier', /^--by compares one version/, /one version/],
  ])('%s is rejected', (line, message, suggestion) => {
    const error = refusal(line);
    expect(error.message).toMatch(message);
    expect(error.suggestions.join('\n')).toMatch(suggestion);
  });
});

test('one seed is drawn for all arms', () => {
  expect(live('--by accel=kvm,none').load.seed).toBe(drawnSeed);
  expect(live('--seed 4294967295').load.seed).toBe(4_294_967_295);
});

test('gates are parsed, and may name an arm', () => {
  const gate = 'v3:unmap.latency.p99 > +10%';
  const { judgement } = parseWords(['--fail-if', gate, '--fail-if', 'bql.wait.max > 1ms', '--fail-if-undecided']);
  expect(judgement.gates).toEqual([gate, 'bql.wait.max > 1ms']);
  expect(judgementOf(judgement, findWorkload('blob-unmap')).gates).toMatchObject([
    { arm: 'v3', kind: 'ratio' },
    { metric: 'bql.wait', limit: 1e6 },
  ]);
  expect(judgement.strict).toBe(true);
  expect(() => parseWords(['v1', 'v2', '--fail-if', gate])).toThrow("--fail-if: 'v3' is not compared here");
});
