import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { calibrateClock, monotonicNs } from '../../src/host/clock.js';

test('a perf_hooks time is between the CLOCK_MONOTONIC readings around it, within the stated error', () => {
  const clock = calibrateClock();
  const error = BigInt(clock.errorNs);
  for (let i = 0; i < 1000; i++) {
    const before = process.hrtime.bigint();
    const time = monotonicNs(clock, performance.now());
    const after = process.hrtime.bigint();
    expect(time).toBeGreaterThanOrEqual(before - error);
    expect(time).toBeLessThanOrEqual(after + error);
  }
});

test('the tightest bracket is at most as wide as most others', () => {
  const widths = Array.from({ length: 101 }, () => {
    const before = process.hrtime.bigint();
    performance.now();
    return Number(process.hrtime.bigint() - before);
  }).sort((x, y) => x - y);
  expect(calibrateClock().errorNs).toBeLessThanOrEqual(widths[50] ?? 0);
});
