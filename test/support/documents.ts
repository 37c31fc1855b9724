// Result documents for tests of code that reads such documents.

import type { Environment, ResultDocument, TrialResult } from '../../src/documents/result.js';
import { summarize } from '../../src/stats/summarize.js';
import { findWorkload } from '../../src/workloads/index.js';
import { withDefaults } from '../../src/workloads/options.js';
import type { Workload } from '../../src/workloads/workload.js';

export const blobUnmap = findWorkload('blob-unmap') as Workload;

export const quietEnvironment: Environment = {
  startedAt: '2025-01-01T00:00:00.000Z',
  finishedAt: '2025-01-01T00:00:12.000Z',
  hostname: 'host',
  platform: 'linux',
  arch: 'x64',
  cpu: { model: 'Some CPU', count: 8, allowed: [0, 1, 2, 3, 4, 5, 6, 7], governor: 'performance' },
  kernel: { release: '6.1', version: '#1' },
  memoryBytes: 2 ** 34,
  membarrier: { off: true, on: true, global: true },
  before: { average: [0.1, 0.1, 0.1] },
  after: { average: [0.5, 0.1, 0.1] },
};

/** `n` samples from `first` in steps of `step`. */
export const series = (first: number, step: number, n: number) =>
  Float64Array.from({ length: n }, (_, i) => first + step * i);

export function trialOf(version: string, changes: Partial<TrialResult> = {}): TrialResult {
  return {
    version,
    workload: 'blob-unmap',
    seed: 7,
    status: 'pass',
    startedAt: '2025-01-01T00:00:00.000Z',
    measuredNs: 5e9,
    overloaded: false,
    evidence: [],
    metrics: {
      'unmap.latency': summarize(series(20e6, 1e5, 20), 'ns'),
      'grace_period.length': summarize(series(10e6, 1e4, 120), 'ns'),
      'floor.bql': summarize(series(60, 1, 100), 'ns'),
    },
    counters: {
      grace_periods: 42,
      forced: 3,
      gp2: 20,
      gp2_forced: 7,
      sleeps: 130,
      rcu_cpu_ns: 12e6,
      rcu_wakeups: 300,
      callbacks: 280,
    },
    ...changes,
  };
}

export function documentOf(trials: TrialResult[], changes: Partial<ResultDocument> = {}): ResultDocument {
  return {
    schema: 'rcu-bench/result@1',
    tool: { name: 'rcu-bench', version: '0.1.0', node: 'v20.0.0' },
    environment: quietEnvironment,
    config: {
      workload: 'blob-unmap',
      versions: trials.map((trial) => trial.version),
      seed: 7,
      durationNs: 5e9,
      warmupNs: 5e8,
      membarrier: 'off',
      wait: 'futex',
      gpBits: '64',
      pinCpus: [],
      traceEvents: 0,
      options: withDefaults(blobUnmap.options),
    },
    warnings: [],
    trials,
    ...changes,
  };
}
