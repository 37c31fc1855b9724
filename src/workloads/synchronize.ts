// Threads that call synchronize_rcu() and wait for it. Before patch 3 of the series the caller runs a grace period
// itself; with the patch it waits for a callback.

import { gapNs, machineOptions, readerCpuDemand } from './machine.js';
import { closedLoopNs, floorMetrics, grace } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

const options = {
  callers: {
    flag: 'callers',
    kind: 'count',
    default: 1,
    min: 1,
    max: ({ cpus }) => 16 * cpus,
    summary: 'threads that call synchronize_rcu()',
  },
  gapNs,
  ...machineOptions,
} as const satisfies OptionSpecs;

/** An assumption between the length of a callback round trip and of a polled grace period. */
const assumedCallNs = 1e6;

export const synchronize: Workload = {
  name: 'synchronize',
  summary: 'threads that call synchronize_rcu()',
  unit: 'calls',
  options,
  metrics: [closedLoopNs('synchronize.latency', 'synchronize', 'headline'), ...grace, ...floorMetrics],
  mainMetric: 'synchronize.latency',
  notOffered: 'it has no synchronize_rcu()',
  samplesPerSecond: ({ callers, gapNs }) => (Number(callers) * 1e9) / (Number(gapNs) + assumedCallNs),
  cpuDemand: (values) => readerCpuDemand(values) + (values.gapNs === 0 ? Number(values.callers) : 0),
  check() {},
};
