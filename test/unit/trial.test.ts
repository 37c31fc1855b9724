import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { Interruption } from '../../src/bench/interruption.js';
import { runTrial, type TrialHooks, type TrialLimits } from '../../src/bench/trial.js';
import { parseRunConfig } from '../../src/config/run-config.js';
import { type EngineProgress, engineConfig } from '../../src/engine/engine.js';
import { providerFile } from '../../src/versions/library-file.js';
import { temporaryFolder, until } from '../support/cli.js';

const childModule = new URL('../support/fake-child.mjs', import.meta.url);
const host = { cpus: 2, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };
const config = parseRunConfig({ versions: ['v3'], flags: { seed: '1' } }, host, () => 1);

/** Generous limits: on a busy machine a process may start and end slowly, and no test waits for these limits. */
const limits: TrialLimits = { startMs: 300_000, silenceMs: 300_000, writingSilenceMs: 900_000, endMs: 300_000 };

function run(behaviour: string, hooks: Partial<TrialHooks> = {}, samplesFile = '/nowhere') {
  const job = { config: { ...engineConfig(config, 'v3'), version: behaviour }, samplesFile };
  return runTrial(job, { interruption: new Interruption(), limits, childModule, ...hooks });
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    // The process has been killed already; the test checks how that is reported.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Blocks this thread, so that nothing in this process runs. */
const block = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('a trial whose process', () => {
  test('says nothing is killed', async () => {
    expect(await run('silent', { limits: { ...limits, startMs: 400 } })).toMatchObject({
      status: 'crashed',
      evidence: ['killed: its process did not begin within 0.4 s'],
    });
  });

  test('stops sending messages is killed', async () => {
    expect(await run('falls-silent', { limits: { ...limits, silenceMs: 400 } })).toMatchObject({
      status: 'crashed',
      evidence: ['killed: its process gave no sign of life for 0.4 s'],
    });
  });

  test('does not exit after its result is killed, and reported', async () => {
    expect(await run('lingers', { limits: { ...limits, endMs: 300 } })).toMatchObject({
      status: 'crashed',
      counters: { unmaps: 1 },
      evidence: ['killed: its process did not end after its result'],
    });
  });

  test('crashes after its result keeps its figures', async () => {
    expect(await run('dies-late')).toMatchObject({
      status: 'crashed',
      counters: { unmaps: 1 },
      evidence: ['its process was killed by SIGABRT after its result'],
    });
  });

  test('hangs after a stall is ended at once, without another warning', async () => {
    expect(await run('stalled')).toMatchObject({ status: 'stalled', evidence: [] });
  });

  describe('is silent while it writes', () => {
    /** Starts a trial, and lets time pass once the trial writes. */
    async function writes(silentMs: number) {
      vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
      onTestFinished(() => void vi.useRealTimers());
      const writing = join(temporaryFolder(), 'writing');
      const outcome = run('slow-writer', {}, writing);
      await until('it writes', () => existsSync(writing));
      // Messages sent before are read in the next turn of the event loop.
      await nextTurn();
      vi.advanceTimersByTime(silentMs);
      rmSync(writing);
      return outcome;
    }

    test('has more time', async () => {
      expect(await writes(2 * limits.silenceMs)).toMatchObject({ status: 'pass' });
    });

    test('and exceeds the longer limit is killed', async () => {
      const evidence = ['killed: it took more than 900 s to write its files'];
      expect(await writes(2 * limits.writingSilenceMs)).toMatchObject({ status: 'crashed', evidence });
    });
  });

  test('never ends is killed, despite its heartbeats', async () => {
    expect(await run('endless')).toMatchObject({
      status: 'stalled',
      evidence: [expect.stringMatching(/^killed: it did not end: /)],
    });
  }, 60_000);

  test('is stopped for longer than the silence limit continues afterwards', async () => {
    const brief = { ...limits, silenceMs: 2000 };
    const onProgress = ({ elapsedNs: pid }: EngineProgress) => {
      setTimeout(() => resume(pid), 2.5 * brief.silenceMs);
    };
    expect(await run('stops', { limits: brief, onProgress })).toMatchObject({ status: 'pass', evidence: [] });
  }, 60_000);

  test('is stopped together with its parent continues: suspended time does not count', async () => {
    const brief = { ...limits, silenceMs: 2000 };
    const onProgress = ({ elapsedNs: pid }: EngineProgress) => {
      block(2.5 * brief.silenceMs);
      resume(pid);
    };
    expect(await run('stops', { limits: brief, onProgress })).toMatchObject({ status: 'pass', evidence: [] });
  }, 60_000);

  test('leaves behind a process that keeps its pipes open ends normally', async () => {
    const { status, evidence } = await run('forks');
    const left = Number(evidence[0]);
    try {
      expect(status).toBe('pass');
      expect(process.kill(left, 0)).toBe(true);
    } finally {
      process.kill(left);
    }
  }, 60_000);

  test('cannot be started is an error of the run', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    try {
      await expect(run('silent')).rejects.toMatchObject({
        name: 'UserError',
        message: 'cannot start a process for the trial: no such file or folder',
      });
    } finally {
      process.execPath = execPath;
    }
  });

  test('cannot load the addon is an error of the run', async () => {
    await expect(run('no-addon')).rejects.toMatchObject({
      name: 'UserError',
      message: 'no addon',
      suggestions: ['build it'],
    });
  });
});

describe('an interruption', () => {
  test('of a process that does not stop kills it after a time limit', async () => {
    const interruption = new Interruption();
    const onProgress = () => interruption.requested || interruption.request();
    const outcome = run('deaf', { interruption, onProgress, limits: { ...limits, endMs: 300 } });
    expect(await outcome).toMatchObject({ status: 'interrupted', evidence: ['killed: it did not stop within 0.3 s'] });
  });

  test('that is repeated kills the process at once', async () => {
    const interruption = new Interruption();
    const outcome = run('deaf', {
      interruption,
      onProgress: () => interruption.request(),
    });
    expect(await outcome).toMatchObject({ status: 'interrupted', evidence: ['killed: interrupted twice'] });
  });
});
