import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { readScenario } from '../../src/bench/environment/host.js';
import type { Host } from '../../src/config/load-config.js';
import { reproduceCommand } from '../../src/config/reproduce.js';
import type { RunConfig } from '../../src/config/run-config.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { providerFile } from '../../src/versions/library-file.js';
import { documentOf, trialOf } from '../support/documents.js';

const host: Host = { cpus: 4, allowedCpus: [0, 1, 2, 5], memoryBytes: 2 ** 32, readScenario, providerFile };
const noSeed = () => {
  throw new Error('no seed should be drawn');
};
const parse = (flags: Record<string, string>, versions: string[] = []): RunConfig =>
  parseRunConfig({ versions, flags: { seed: '1', ...flags } }, host, noSeed);

describe('defaults', () => {
  test('are those that the documentation states', () => {
    const config = parse({});
    expect(config.versions).toEqual(['baseline', 'v3']);
    expect(config).toMatchObject({ settings: { durationNs: 5e9, warmupNs: 5e8, membarrier: 'off' }, pinCpus: [] });
    expect(config.trace).toEqual({
      filePattern: 'traces/blob-unmap-{version}.json',
      recordingPattern: 'traces/blob-unmap-{version}.rcutrace',
      events: 262_144,
      mode: 'ring',
    });
    expect(config.settings).toMatchObject({ vcpus: 2, accel: 'kvm', renderNs: 500_000, unmapRate: 4, gracePeriods: 2 });
    expect(config.outFile).toBeUndefined();
  });

  test('a seed is drawn if none is given', () => {
    expect(parseRunConfig({ versions: [], flags: {} }, host, () => 77).seed).toBe(77);
  });
});

test('a default may depend on another option', () => {
  expect(parse({}).settings.ioSectionNs).toBe(50_000);
  expect(parse({ accel: 'none' }).settings.ioSectionNs).toBe(500_000);
  expect(parse({ accel: 'none', 'io-section': '1ms' }).settings.ioSectionNs).toBe(1e6);
});

test('a profile sets the number and size of blobs', () => {
  const size = (flags: Record<string, string>) => {
    const { blobs, blobBytes } = parse(flags).settings;
    return [blobs, blobBytes];
  };
  expect(size({})).toEqual([16, 2 ** 20]);
  expect(size({ profile: 'steady' })).toEqual([16, 2 ** 20]);
  expect(size({ profile: 'window-drag' })).toEqual([16, 2 ** 23]);
  expect(size({ profile: 'scene-switch' })).toEqual([64, 2 ** 20]);
  expect(size({ profile: 'game-load' })).toEqual([512, 2 ** 17]);
  expect(size({ profile: 'game-load', blobs: '600', 'blob-size': '4KiB' })).toEqual([600, 4096]);
});

test('options are converted to base units', () => {
  const config = parse({
    duration: '2m',
    kick: '2ms',
    'blob-size': '4MiB',
    rate: '0.5',
    pin: '0-2,5',
    seed: '4294967295',
  });
  expect(config).toMatchObject({ settings: { durationNs: 120e9 }, pinCpus: [0, 1, 2, 5], seed: 4_294_967_295 });
  expect(config.settings).toMatchObject({ kickNs: 2e6, blobBytes: 4 * 2 ** 20, unmapRate: 0.5 });
});

test('--trace off is untraced', () => {
  expect(parse({ trace: 'off' }).trace).toBeUndefined();
});

describe('every invalid option is rejected with its name', () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ duration: '99ms' }, /^--duration: 99ms is out of range/],
    [{ duration: '25h' }, /^--duration: 25h is out of range/],
    [{ duration: '5' }, /^--duration: '5' has no unit/],
    [{ warmup: '2h' }, /^--warmup: 2h is out of range/],
    [{ vcpus: '17' }, /^--vcpus: 17 is out of range/],
    [{ vcpus: '1.5' }, /^--vcpus: '1.5' is not a whole number/],
    [{ rate: '0' }, /^--rate: 0 is out of range/],
    [{ rate: '-4' }, /^--rate: '-4' is not a rate/],
    [{ kick: '-1us' }, /^--kick: '-1us' is negative/],
    [{ 'grace-periods': '3' }, /^--grace-periods: 3 is out of range/],
    [{ accel: 'xen' }, /^--accel: 'xen' is not a choice/],
    [{ membarrier: 'yes' }, /^--membarrier: 'yes' is not a choice/],
    [{ seed: '4294967296' }, /^--seed: '4294967296' is not a seed/],
    [{ seed: '-1' }, /^--seed: '-1' is not a seed/],
    [{ pin: '3' }, /^--pin: this process may not use CPU 3/],
    [{ pin: '1,1' }, /^--pin: CPU 1 is given twice/],
    [{ pin: '2-1' }, /^--pin: '2-1' is not a CPU/],
    [{ trace: 'x.json' }, /^--trace: 2 versions would write the same file/],
    [{ trace: '' }, /^--trace: the file name is empty/],
    [{ out: ' ' }, /^--out: the file name is empty/],
    [{ 'trace-buffer': '10' }, /^--trace-buffer: 10 is out of range/],
    [{ 'blob-size': '512MiB', blobs: '16' }, /^--blobs 16 of 512MiB need 8.0 GiB/],
    [{ path: 'direct' }, /^--path: 'direct' is not a choice/],
    [{ profile: 'boot' }, /^--profile: 'boot' is not a choice/],
    [{ arrivals: 'often' }, /^--arrivals: 'often' is not a choice/],
    [{ burst: '17' }, /^--blobs 16 are too few: 17 go at a time$/],
    [{ burst: '9', maps: 'before' }, /^--blobs 16 are too few: 9 go at a time, and as many new ones before$/],
    [{ profile: 'game-load', blobs: '499' }, /^--blobs 499 are too few: 500 go at a time$/],
    [{ profile: 'game-load', maps: 'before' }, /^--blobs 512 are too few: 500 go at a time, and as many/],
    [{ path: 'reset', maps: 'before' }, /^--maps before does not go with --path reset/],
    [{ path: 'reset', profile: 'window-drag' }, /^--profile window-drag resets no device/],
    [{ profile: 'steady', 'frame-rate': '0' }, /^--profile steady frees blobs at frame times/],
    [{ profile: 'scene-switch', rate: '5' }, /^--rate is given by --profile scene-switch/],
    [{ profile: 'window-drag', burst: '2' }, /^--burst is given by --profile window-drag/],
    [{ workload: 'blob-unamp' }, /^unknown workload 'blob-unamp'/],
  ])('%j', (flags, message) => {
    expect(() => parse(flags)).toThrow(UsageError);
    expect(() => parse(flags)).toThrow(message);
  });
});

test('a trace file for several versions is rejected with a suggested name', () => {
  const suggestion = (file: string) => {
    try {
      return parse({ trace: file }).trace?.filePattern;
    } catch (error) {
      return (error as UsageError).suggestions[0];
    }
  };
  expect(suggestion('out/a.json')).toContain("'out/a-{version}.json'");
  expect(suggestion('out.d/a')).toContain("'out.d/a-{version}'");
  expect(parse({ trace: 'a.json' }, ['v3']).trace?.filePattern).toBe('a.json');
});

describe('reproduceCommand', () => {
  const { config } = documentOf([trialOf('baseline'), trialOf('v3')]);

  test('names the seed and the options that differ from the defaults', () => {
    expect(reproduceCommand({ ...config, traceEvents: 262_144 })).toBe('rcu-bench run baseline v3 --seed 7');
    const changed = {
      ...config,
      durationNs: 2e9,
      pinCpus: [0, 1, 2],
      options: { ...config.options, kickNs: 2e6, accel: 'tcg' },
    };
    expect(reproduceCommand(changed)).toBe(
      'rcu-bench run baseline v3 --duration 2s --accel tcg --kick 2ms --pin 0-2 --trace off --seed 7',
    );
  });

  test('considers that a default may depend on another option', () => {
    const none = { ...config.options, accel: 'none' };
    expect(reproduceCommand({ ...config, options: none })).toContain('--accel none --io-section 50us');
    expect(reproduceCommand({ ...config, options: { ...none, ioSectionNs: 500_000 } })).not.toContain('--io-section');
    const load = { ...config.options, profile: 'game-load', blobs: 512, blobBytes: 2 ** 17 };
    expect(reproduceCommand({ ...config, options: load })).toContain('--profile game-load --trace');
  });

  test('its output parses to the same run', () => {
    const words = reproduceCommand({ ...config, durationNs: 1.5e9, membarrier: 'on' })
      .split(' ')
      .slice(2);
    const first = words.findIndex((word) => word.startsWith('--'));
    const pairs = Array.from({ length: (words.length - first) / 2 }, (_, i) =>
      words.slice(first + 2 * i, first + 2 * i + 2),
    );
    const flags = Object.fromEntries(pairs.map(([flag = '', value = '']) => [flag.slice(2), value]));
    const again = parseRunConfig({ versions: words.slice(0, first), flags }, host, noSeed);
    expect(again).toMatchObject({ seed: 7, settings: { durationNs: 1.5e9, membarrier: 'on', ...config.options } });
    expect(again.trace).toBeUndefined();
  });
});
