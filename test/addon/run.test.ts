// Real runs on real threads, through the command line. No assertion depends on a time that a busy machine may exceed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument, TrialResult } from '../../src/documents/result.js';
import { addonCandidates } from '../../src/engine/binding.js';
import { readSamples } from '../../src/results/sample-file.js';
import { summarize } from '../../src/stats/summarize.js';
import { findWorkload } from '../../src/workloads/index.js';
import { once, runCli, sharedFolder, TrialMarks, temporaryFolder } from '../support/cli.js';
import { findSchemaError } from '../support/schema-error.js';

async function runJson(
  args: string[],
  cwd = temporaryFolder(),
): Promise<{ code: number | null; document: ResultDocument }> {
  const { code, stdout, stderr } = await runCli(['run', '--json', '--seed', '3', ...args], { cwd });
  expect(stderr).toBe('');
  return { code, document: JSON.parse(stdout) as ResultDocument };
}

const trialOf = (document: ResultDocument, version: string): TrialResult => {
  const trial = document.trials.find((t) => t.version === version);
  if (trial === undefined) throw new Error(`no trial of ${version}`);
  return trial;
};

/** The raw samples of a metric, from the files that were saved with the document. */
function samplesOf(folder: string, trial: TrialResult, metric: string): Float64Array {
  const ref = trial.samples?.[metric];
  return ref === undefined ? new Float64Array(0) : readSamples(join(folder, ref.file), ref);
}

describe('baseline, v3 and v3 without its last patch', () => {
  const cwd = sharedFolder();
  const ran = once(() =>
    runJson(['baseline', 'v3', 'v3@4', '--duration', '1s', '--rate', '8', '--out', 'r.json'], cwd),
  );

  test('give a complete document with every declared metric, and figures that follow from the samples', async () => {
    const { code, document } = await ran();
    expect(code).toBe(0);
    expect(findSchemaError(document)).toBeUndefined();
    const declared = findWorkload('blob-unmap')?.metrics.map((metric) => metric.name);
    for (const trial of document.trials) {
      expect(trial.status).toBe('pass');
      expect(Object.keys(trial.metrics)).toEqual(declared);
      expect(trial.metrics['unmap.latency']?.n).toBe(trial.counters.unmaps);
      for (const [metric, summary] of Object.entries(trial.metrics)) {
        expect(summarize(samplesOf(cwd, trial, metric), summary.unit)).toEqual(summary);
      }
    }
    const stems = ['baseline', 'v3', 'v3@4'].map((version) => `blob-unmap-${version}`);
    const files = stems.flatMap((stem) => [`${stem}.json`, `${stem}.rcutrace`]);
    expect(readdirSync(join(cwd, 'traces')).sort()).toEqual(files.sort());
    expect(trialOf(document, 'v3').trace?.events).toBeGreaterThan(1000);
    expect(JSON.parse(readFileSync(join(cwd, 'traces/blob-unmap-v3.json'), 'utf8'))).toHaveProperty('traceEvents');
  });

  test('count force requests only for versions that make them', async () => {
    const { document } = await ran();
    expect(trialOf(document, 'baseline').counters.force_requests).toBe(0);
    expect(trialOf(document, 'v3@4').counters.force_requests).toBe(0);
    expect(trialOf(document, 'v3').counters.force_requests).toBeGreaterThan(0);
  });
});

test('legacy waits its 50 ms before a grace period, v3 does not', async () => {
  const cwd = temporaryFolder();
  // Commands are so far apart that none arrives while another waits.
  const load = ['--grace-periods', '1', '--duration', '1s', '--rate', '8', '--arrivals', 'fixed'];
  const { document } = await runJson(['legacy', 'v3', ...load, '--trace', 'off', '--out', 'r.json'], cwd);
  // A callback that is queued while another waits has a shorter wait; on a busy machine these may be the majority.
  expect(trialOf(document, 'legacy').metrics['callback.gp1']?.max).toBeGreaterThan(40e6);
  // The minimum is a sample that the busy machine did not delay.
  expect(Math.min(...samplesOf(cwd, trialOf(document, 'v3'), 'callback.gp1'))).toBeLessThan(40e6);
});

describe.each(['kvm', 'tcg', 'none'])('under --accel %s', (accel) => {
  test('all other options work', async () => {
    const { code, document } = await runJson(
      [
        'v1',
        '--accel',
        accel,
        '--duration',
        '500ms',
        '--membarrier',
        'on',
        '--pin',
        '0',
        '--burst',
        '3',
        '--blob-size',
        '64KiB',
      ].concat(['--vcpus', '1', '--section', '5ms', '--virtqueues', '3', '--trace', 'off', '--warmup', '0']),
    );
    expect(code).toBe(0);
    expect(document.trials[0]).toMatchObject({ status: 'pass' });
    expect(document.trials[0]?.trace).toBeUndefined();
  });

  test('a version without grace periods is detected: exit code 5', async () => {
    const { code, document } = await runJson([
      'none',
      '--accel',
      accel,
      '--duration',
      '2s',
      '--rate',
      '20',
      '--trace',
      'off',
    ]);
    expect(code).toBe(5);
    expect(document.trials[0]).toMatchObject({ status: 'gp-violation' });
    expect(document.trials[0]?.evidence.length).toBeGreaterThan(0);
  });
});

describe('an engine that fails', () => {
  test('with a stall is reported with the state of its threads, and the next version runs', async () => {
    const { code, document } = await runJson([
      'broken-stall',
      'v3',
      '--duration',
      '600ms',
      '--rate',
      '100',
      '--trace',
      'off',
    ]);
    expect(code).toBe(4);
    expect(document.trials).toMatchObject([{ status: 'stalled' }, { status: 'pass' }]);
    const evidence = document.trials[0]?.evidence.join('\n');
    for (const thread of ['RCU thread', 'main loop', 'vCPU 0']) expect(evidence).toContain(thread);
  });

  test('with a crash is reported with its signal, and the next version runs', async () => {
    const { code, document } = await runJson([
      'broken-crash',
      'v3',
      '--duration',
      '600ms',
      '--rate',
      '100',
      '--trace',
      'off',
    ]);
    expect(code).toBe(1);
    expect(document.trials).toMatchObject([{ status: 'crashed' }, { status: 'pass' }]);
    expect(document.trials[0]?.evidence[0]).toMatch(/killed by SIG(ABRT|SEGV)/);
  });
});

test('Ctrl-C keeps the samples measured so far', async () => {
  const [cwd, marks] = [temporaryFolder(), new TrialMarks()];
  const addon = {
    RCU_BENCH_WRAPPED: addonCandidates()[0] ?? '',
    RCU_BENCH_ADDON: resolve('test/support/marking-addon.cjs'),
  };
  const { code, stdout } = await runCli(['run', 'v3', '--duration', '1h', '--rate', '20', '--out', 'r.json'], {
    cwd,
    env: { ...addon, ...marks.env },
    started: (child) => marks.interrupt(child),
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/^status +interrupted$/m);
  const document = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as ResultDocument;
  expect(document.trials[0]).toMatchObject({ status: 'interrupted' });
  expect(document.trials[0]?.metrics['unmap.latency']?.n).toBeGreaterThan(5);
  expect(document.trials[0]?.trace?.events).toBeGreaterThan(1000);
});
