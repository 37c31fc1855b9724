// One record holds all settings of a trial: the document splits it, and reading the document joins it again.
import { expect, test } from 'vitest';
import { resultConfig, settingsOf } from '../../src/config/result-config.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { engineConfig } from '../../src/engine/engine.js';
import { commonOptions, traceOptions } from '../../src/workloads/common-options.js';
import { workloads } from '../../src/workloads/index.js';
import type { OptionSpecs } from '../../src/workloads/options.js';
import { documentOf } from '../support/documents.js';

const host = {
  cpus: 4,
  allowedCpus: [0],
  memoryBytes: 2 ** 34,
  readScenario: () => '{}',
  providerFile: () => undefined,
};
const parse = (flags: Record<string, string>) => parseRunConfig({ versions: ['v3'], flags }, host, () => 1);
const flags = { duration: '1s', membarrier: 'on', 'gp-bits': '32', accel: 'tcg', kick: '2ms' };

test('no workload has an option with the key or the flag of a common one', () => {
  const common: OptionSpecs = { ...commonOptions, ...traceOptions };
  const commonFlags = Object.values(common).map(({ flag }) => flag);
  for (const { name, options } of workloads) {
    const taken = Object.entries(options).filter(([key, { flag }]) => key in common || commonFlags.includes(flag));
    expect(taken, name).toEqual([]);
  }
});

test('the document keeps five common options beside the others', () => {
  const config = resultConfig(parse(flags), ['v3']);
  expect(config).toMatchObject({ durationNs: 1e9, warmupNs: 5e8, membarrier: 'on', wait: 'futex', gpBits: '32' });
  expect(config.options).toMatchObject({ accel: 'tcg', kickNs: 2e6 });
  expect(Object.keys(config.options).filter((key) => key in config)).toEqual([]);
});

test('the settings of a document are those of the run', () => {
  const { settings, ...load } = parse(flags);
  expect(settingsOf(resultConfig({ ...load, settings }, ['v3']))).toEqual(settings);
});

test('an older document has the defaults of the options that it lacks', () => {
  const { wait: _, gpBits: __, ...older } = documentOf([]).config;
  expect(settingsOf(older)).toMatchObject({ wait: 'futex', gpBits: '64', membarrier: 'off', vcpus: 2 });
});

test('the addon gets each common option by its name, and the options of the workload apart', () => {
  const config = engineConfig(parse(flags), 'v3');
  expect(config).toMatchObject({ durationNs: 1e9, warmupNs: 5e8, membarrier: 'on', wait: 'futex', gpBits: '32' });
  expect(Object.keys(config.options)).toEqual(Object.keys(workloads[0]?.options ?? {}));
});
