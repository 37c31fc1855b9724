import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type DelayWindow, LoopDelay } from '../../src/host/loop-delay.js';

let delay = new LoopDelay(1000);
afterEach(() => {
  delay.stop();
  delay = new LoopDelay(1000);
});

const blockMs = 90;
/** The next tick may be due up to 20 ms after the block begins, and timers have a resolution of 1 ms. */
const seenNs = (blockMs - 20 - 1) * 1e6;

function block(ms: number): { beforeNs: bigint; afterNs: bigint } {
  const beforeNs = process.hrtime.bigint();
  const end = performance.now() + ms;
  while (performance.now() < end);
  return { beforeNs, afterNs: process.hrtime.bigint() };
}

async function untilWindowCloses(): Promise<void> {
  for (const closed = delay.windows.length; delay.windows.length === closed; ) await nextTurn();
}

/** Windows that can contain the span, up to the end of the next but one, because windows overlap by half. */
function windowsOf(windows: DelayWindow[], beforeNs: bigint, afterNs: bigint): DelayWindow[] {
  return windows.filter(({ startNs }, i) => startNs <= afterNs && (windows[i + 2]?.startNs ?? afterNs) >= beforeNs);
}

test.each([0, 40, 80, 120, 160])('a delay that begins %i ms after a window was closed is detected', async (afterMs) => {
  delay.start();
  await untilWindowCloses();
  if (afterMs > 0) await sleep(afterMs);
  const { beforeNs, afterNs } = block(blockMs);
  await untilWindowCloses();
  await untilWindowCloses();
  const largest = windowsOf(delay.windows, beforeNs, afterNs).map(({ maxDelayNs }) => Number(maxDelayNs));
  expect(Math.max(...largest)).toBeGreaterThan(seenNs);
});

test('a long delay is reported in the windows that contain it, and in no other', async () => {
  delay.start();
  await untilWindowCloses();
  await untilWindowCloses();
  const { beforeNs, afterNs } = block(5 * blockMs);
  for (let i = 0; i < 4; i++) await untilWindowCloses();
  const longNs = BigInt((5 * blockMs - 20 - 1) * 1e6);
  const long = delay.windows.filter(({ maxDelayNs }) => maxDelayNs > longNs);
  expect(long.length).toBeGreaterThan(0);
  expect(windowsOf(delay.windows, beforeNs, afterNs)).toEqual(expect.arrayContaining(long));
});

test('stop() closes the last window, and no window follows', async () => {
  delay.start();
  await sleep(30);
  const closed = delay.windows.length;
  delay.stop();
  expect(delay.windows.length).toBe(closed + 1);
  await sleep(300);
  delay.stop();
  expect(delay.windows.length).toBe(closed + 1);
});

test('windows beyond the limit are counted', async () => {
  delay = new LoopDelay(1);
  delay.start();
  await untilWindowCloses();
  while (delay.dropped === 0) await nextTurn();
  expect(delay.windows.length).toBe(1);
});
