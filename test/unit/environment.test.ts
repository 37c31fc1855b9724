import { expect, test } from 'vitest';
import { allowedCpus, cpuQuota, describeCpu } from '../../src/bench/environment/cpu.js';
import { parseCpuTicks, stealShare } from '../../src/bench/environment/load.js';
import { cpuListText, parseCpuList } from '../../src/model/cpu-list.js';

test('steal is the share of all CPU time', () => {
  const before = parseCpuTicks('cpu  100 0 100 700 0 0 50 50 30 0\ncpu0 1 2 3 4 5 6 7 8\n');
  const after = parseCpuTicks('cpu  200 0 200 1400 0 0 50 150 90 0\n');
  expect(before).toEqual({ total: 1000, steal: 50 });
  expect(stealShare(before, after)).toBeCloseTo(100 / 1000, 12);
});

test('steal is undefined where it cannot be told', () => {
  expect(parseCpuTicks(undefined)).toBeUndefined();
  expect(parseCpuTicks('cpu 1 2 3')).toBeUndefined();
  const ticks = { total: 10, steal: 1 };
  expect(stealShare(ticks, ticks)).toBeUndefined();
  expect(stealShare(undefined, ticks)).toBeUndefined();
});

test('a CPU quota is in CPUs', () => {
  expect(cpuQuota('150000 100000')).toBe(1.5);
  expect(cpuQuota('max 100000')).toBeUndefined();
  expect(cpuQuota(undefined)).toBeUndefined();
});

test('CPU lists are read and written as the kernel does', () => {
  expect(parseCpuList('0,2-4,7')).toEqual([0, 2, 3, 4, 7]);
  expect(cpuListText([0, 2, 3, 4, 7])).toBe('0,2-4,7');
  expect(cpuListText([])).toBe('');
});

test('this machine is described', () => {
  const cpu = describeCpu();
  expect(cpu.model).not.toBe('');
  expect(cpu.allowed).toEqual(allowedCpus());
  expect(cpu.allowed.length).toBeGreaterThan(0);
  expect(cpu.allowed.length).toBeLessThanOrEqual(cpu.count);
});
