import { expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import type { TrialProgress } from '../../src/bench/experiment.js';
import { ProgressLine } from '../../src/cli/progress.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { providerFile } from '../../src/versions/library-file.js';

const host = { cpus: 2, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };
const config = parseRunConfig({ versions: [], flags: { seed: '1' } }, host, () => 1);

function shown(stream: { isTTY: boolean; columns: number }, ...heard: Partial<TrialProgress>[]): string[] {
  const written: string[] = [];
  const line = new ProgressLine(
    { ...stream, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream,
    config.settings.durationNs,
  );
  const base: TrialProgress = {
    version: 'v3',
    index: 1,
    trials: 2,
    phase: 'measure',
    elapsedNs: 0,
    count: 0,
    unit: 'unmaps',
  };
  for (const progress of heard) line.show({ ...base, ...progress });
  return written.map((text) => text.replace('\r\u001b[K', ''));
}

test('shows the time within the measurement, not within the trial', () => {
  const lines = shown(
    { isTTY: true, columns: 80 },
    { phase: 'warmup', elapsedNs: 3e8 },
    { elapsedNs: 8e8 },
    { elapsedNs: 3.1e9, count: 9 },
  );
  expect(lines).toEqual([
    '[2/2] v3  warming up',
    '[2/2] v3  measuring  0.0 of 5 s  0 unmaps',
    '[2/2] v3  measuring  2.3 of 5 s  9 unmaps',
  ]);
});

test('never wraps, and handles a terminal that reports a width of 0', () => {
  expect(shown({ isTTY: true, columns: 10 }, {})).toEqual(['[2/2] v3 ']);
  expect(shown({ isTTY: true, columns: 0 }, {})[0]).toMatch(/unmaps$/);
});

test('prints nothing without a terminal', () => {
  expect(shown({ isTTY: false, columns: 80 }, {})).toEqual([]);
});
