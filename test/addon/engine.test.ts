// Calls the addon through its typed interface, without a run.

import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import {
  arrivals,
  createTrial,
  type EngineConfig,
  engineConfig,
  engineVersions,
  probeMembarrier,
} from '../../src/engine/engine.js';
import { builtInNames, hiddenNames } from '../../src/versions/catalogue.js';
import { providerFile } from '../../src/versions/library-file.js';

const host = { cpus: 2, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };

function config(flags: Record<string, string> = {}): EngineConfig {
  return engineConfig(
    parseRunConfig({ versions: ['v3'], flags: { seed: '5', ...flags } }, host, () => 1),
    'v3',
  );
}

test('the engine and the catalogue know the same versions', () => {
  expect([...engineVersions()].sort()).toEqual([...builtInNames, ...hiddenNames].sort());
});

test('barriers in the reader need no system call and work everywhere', () => {
  expect(probeMembarrier('off')).toBe(true);
});

test('an option that does not work here has a reason', () => {
  for (const mode of ['on', 'global'] as const) {
    const usable = probeMembarrier(mode);
    expect(usable === true || usable.length > 0).toBe(true);
  }
});

describe('the schedule of the guest', () => {
  test('is the same for the same seed, and for every version', () => {
    const first = arrivals(config());
    expect(arrivals(config())).toEqual(first);
    expect(arrivals({ ...config(), version: 'legacy' })).toEqual(first);
  });

  test('differs for another seed', () => {
    expect(arrivals(config({ seed: '6' }))).not.toEqual(arrivals(config()));
  });

  test('has as many unmaps as --rate requests, in order of time', () => {
    const { timeNs, type } = arrivals(config({ rate: '50', duration: '10s' }));
    const unmaps = type.filter((t) => t === 1).length;
    expect(unmaps / 10.5).toBeGreaterThan(50 * 0.8);
    expect(unmaps / 10.5).toBeLessThan(50 * 1.2);
    expect([...timeNs]).toEqual([...timeNs].sort((a, b) => a - b));
  });

  test('has commands for each path, and a flush for each frame', () => {
    const types = (flags: Record<string, string>) => new Set(arrivals(config(flags)).type);
    expect(types({})).toEqual(new Set([0, 1, 2, 3]));
    expect(types({ 'frame-rate': '0' })).toEqual(new Set([0, 1, 2]));
    expect(types({ path: 'unref' })).toEqual(new Set([0, 2, 3, 4]));
    expect(types({ path: 'reset', burst: '4' })).toEqual(new Set([0, 2, 3, 5]));
    expect(types({ path: 'map-fixed' })).toEqual(new Set([0, 1, 2, 3]));
  });

  test('follows the profile', () => {
    const { type } = arrivals(config({ profile: 'game-load', duration: '3s' }));
    expect(type.filter((t) => t === 1).length).toBeGreaterThanOrEqual(50);
  });

  test('has other times with another --arrivals', () => {
    const times = (kind: string) => arrivals(config({ arrivals: kind })).timeNs;
    expect(times('poisson')).not.toEqual(times('fixed'));
    expect(times('bursts')).not.toEqual(times('poisson'));
  });

  test('maps a blob before it unmaps it', () => {
    const { type, resource } = arrivals(config({ rate: '50' }));
    const unmapped = [...resource].filter((_, i) => type[i] === 1);
    expect(new Set(unmapped).size).toBe(unmapped.length);
  });
});

test('an unknown version is rejected with a message', () => {
  expect(() => createTrial({ ...config(), version: 'v9' })).toThrow(/v9/);
});
