import { describe, expect, test } from 'vitest';
import { readScenario } from '../../src/bench/environment/host.js';
import { Interruption } from '../../src/bench/interruption.js';
import { runTrial, type TrialHooks } from '../../src/bench/trial.js';
import { type EngineProgress, engineConfig } from '../../src/engine/engine.js';
import { providerFile } from '../../src/files/provider-file.js';
import { parseRunConfig } from '../../src/model/parse-run-config.js';

const childModule = new URL('../support/fake-child.mjs', import.meta.url);
const host = { cpus: 2, allowedCpus: [0, 1], memoryBytes: 2 ** 34, readScenario, providerFile };
const config = parseRunConfig({ versions: ['v3'], flags: { seed: '1' } }, host, () => 1);

function run(behaviour: string, hooks: Partial<TrialHooks> = {}) {
  const job = { config: { ...engineConfig(config, 'v3'), version: behaviour }, samplesFile: '/nowhere' };
  // On a busy machine a process takes its time to start, and to end.
  const limits = { silenceMs: 2500, writingSilenceMs: 20_000, endMs: 2000 };
  return runTrial(job, { interruption: new Interruption(), limits, childModule, ...hooks });
}

const short = { silenceMs: 400, writingSilenceMs: 400, endMs: 300 };

const unhurried = { silenceMs: 20_000, writingSilenceMs: 20_000, endMs: 20_000 };

/** Nothing of this process runs meanwhile. */
const block = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('a trial whose process', () => {
  test('says nothing is killed', async () => {
    expect(await run('silent', { limits: short })).toMatchObject({
      status: 'crashed',
      evidence: ['killed: its process gave no sign of life for 0.4 s'],
    });
  });

  test('stays after its result is killed, and told of', async () => {
    expect(await run('lingers')).toMatchObject({
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

  test('hangs stalled is ended at once, without a further reproach', async () => {
    const begin = Date.now();
    expect(await run('stalled', { limits: unhurried })).toMatchObject({
      status: 'stalled',
      evidence: [],
    });
    expect(Date.now() - begin).toBeLessThan(10_000);
  });

  test('is silent while it writes has more time', async () => {
    expect(await run('slow-writer')).toMatchObject({ status: 'pass' });
  });

  test('never comes to its end is ended, however many signs of life it gives', async () => {
    expect(await run('endless', { limits: { ...short, silenceMs: 20_000 } })).toMatchObject({
      status: 'stalled',
      evidence: [expect.stringMatching(/^killed: it did not come to its end: /)],
    });
  }, 60_000);

  test('is stopped for longer than it may be silent goes on where it was', async () => {
    const limits = { ...unhurried, silenceMs: 2000 };
    const onProgress = ({ elapsedNs: pid }: EngineProgress) => {
      setTimeout(() => process.kill(pid, 'SIGCONT'), 2.5 * limits.silenceMs);
    };
    expect(await run('stops', { limits, onProgress })).toMatchObject({ status: 'pass', evidence: [] });
  }, 60_000);

  test('and who watches it are stopped both goes on as well: no time passes where nothing runs', async () => {
    const limits = { ...unhurried, silenceMs: 2000 };
    const onProgress = ({ elapsedNs: pid }: EngineProgress) => {
      block(2.5 * limits.silenceMs);
      process.kill(pid, 'SIGCONT');
    };
    expect(await run('stops', { limits, onProgress })).toMatchObject({ status: 'pass', evidence: [] });
  }, 60_000);

  test('leaves a process behind that has its pipes open ends all the same', async () => {
    const { status, evidence } = await run('forks', { limits: unhurried });
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
  test('of a process that does not stop kills it after a while', async () => {
    const interruption = new Interruption();
    const onProgress = () => interruption.requested || interruption.request();
    const outcome = run('deaf', { interruption, onProgress, limits: { ...short, silenceMs: 20_000 } });
    expect(await outcome).toMatchObject({ status: 'interrupted', evidence: ['killed: it did not stop within 0.3 s'] });
  });

  test('the second time kills it at once', async () => {
    const interruption = new Interruption();
    const outcome = run('deaf', {
      interruption,
      onProgress: () => interruption.request(),
      limits: unhurried,
    });
    expect(await outcome).toMatchObject({ status: 'interrupted', evidence: ['killed: interrupted twice'] });
  });
});
