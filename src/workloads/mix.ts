// Threads of several kinds at once. A scenario file describes them.
import { meanNs } from '../base/distribution.js';
import type { Scenario } from '../documents/scenario.js';
import { floorMetrics, gracePeriodLength, ns } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

export const shippedScenarios = ['desktop', 'game', 'migration', 'hotplug-storm', 'vfio'] as const;

const options = {
  scenario: {
    flag: 'scenario',
    kind: 'text',
    helpValue: `${shippedScenarios.join('|')}|<file>`,
    default: 'desktop',
    summary: 'the threads of the VM, each with its rates, lengths and phase: docs/workloads.md',
  },
} as const satisfies OptionSpecs;

/** CPUs that read sections under the BQL and holders of the BQL keep busy. All other threads sleep. */
function scenarioDemand({ threads }: Scenario): number {
  return threads.reduce((sum, { does, every, lasts, bql }) => {
    const computes = does === 'hold-bql' || (does === 'section' && bql);
    return computes ? sum + Math.min(1, meanNs(lasts) / Math.max(1, meanNs(every))) : sum;
  }, 0);
}

const chainsPerSecond = ({ threads }: Scenario) =>
  threads
    .filter(({ does }) => does === 'chain')
    .reduce((sum, { every, burst }) => sum + (burst * 1e9) / Math.max(1, meanNs(every)), 0);

export const mix: Workload = {
  name: 'mix',
  summary: 'threads of several kinds at once, as a scenario file describes them',
  unit: 'actions',
  options,
  metrics: [
    ns('chain.latency', 'two chained', 'headline'),
    ns('call.latency', 'call_rcu', 'headline'),
    ns('drain.latency', 'drain', 'headline'),
    ns('synchronize.latency', 'synchronize', 'headline'),
    gracePeriodLength,
    ns('bql.wait', 'RCU BQL wait', 'detail'),
    ns('section.length', 'read section', 'detail'),
    ...floorMetrics,
  ],
  mainMetric: 'chain.latency',
  samplesPerSecond: (_, scenario) => (scenario === undefined ? 0 : chainsPerSecond(scenario)),
  cpuDemand: (_, scenario) => (scenario === undefined ? 0 : scenarioDemand(scenario)),
  check() {},
};
