import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import type { Host } from '../../src/config/load-config.js';
import { reproduceCommand } from '../../src/config/reproduce.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { counterRows } from '../../src/report/counters.js';
import { providerFile } from '../../src/versions/library-file.js';
import { documentOf, trialOf } from '../support/documents.js';

const host: Host = { cpus: 4, allowedCpus: [0, 1, 2, 3], memoryBytes: 2 ** 32, readScenario, providerFile };
const parse = (flags: Record<string, string>) =>
  parseRunConfig({ versions: [], flags: { workload: 'drain', seed: '1', ...flags } }, host, () => 1);

describe('drain', () => {
  test('by default starts while the RCU thread sleeps, with the BQL held', () => {
    expect(parse({}).settings).toMatchObject({
      when: 'idle',
      bql: 'on',
      scene: 'none',
      accel: 'kvm',
      sectionNs: 200e6,
    });
  });

  test('--scene busy-vcpu means TCG with long sections, and each option can be overridden', () => {
    expect(parse({ scene: 'busy-vcpu' }).settings).toMatchObject({ accel: 'tcg', sectionNs: 10e9 });
    expect(parse({ scene: 'busy-vcpu', section: '1s' }).settings.sectionNs).toBe(1e9);
  });

  test.each([
    [{ scene: 'busy-vcpu', accel: 'kvm' }, /needs a vCPU under TCG/],
    [{ scene: 'busy-vcpu', vcpus: '0' }, /needs a vCPU under TCG/],
    [{ scene: 'device-del', when: 'polled' }, /--when polled and --scene device-del exclude each other/],
    [{ scene: 'device-del', bql: 'off' }, /needs the BQL/],
    [{ callers: '2' }, /--callers is an option of synchronize, not of drain/],
  ])('%o is rejected', (flags, message) => {
    expect(() => parse(flags)).toThrow(message);
  });

  test('the Again line omits the options that the scene implies', () => {
    const base = documentOf([]).config;
    const again = (flags: Record<string, string>) =>
      reproduceCommand({ ...base, workload: 'drain', versions: ['v3'], options: parse(flags).settings });
    expect(again({ scene: 'busy-vcpu' })).toMatch(/--workload drain --scene busy-vcpu --trace off/);
    expect(again({ scene: 'busy-vcpu', section: '1s' })).toContain('--scene busy-vcpu --section 1s');
    expect(again({ when: 'mixed', accel: 'tcg' })).toContain('--when mixed --accel tcg');
  });

  test('a flight recorder can be triggered by its times, not by its number of callbacks', () => {
    expect(parse({ 'trace-if': 'drain.latency > 5ms' }).trace?.trigger).toEqual({ on: 'drain.latency', aboveNs: 5e6 });
    expect(() => parse({ 'trace-if': 'drain.pending > 5ms' })).toThrow(/no metric 'drain.pending'/);
  });

  test('the table shows in which state the drains started', () => {
    const trial = trialOf('v3', { counters: { drains: 9, landed_idle: 0, landed_polled: 9, landings_missed: 2 } });
    expect(counterRows([trial]).map((row) => [row.label, row.text(trial)])).toEqual([
      ['drains', '9'],
      ['  in polled GP', '9'],
      ['landings missed', '2'],
    ]);
  });
});
