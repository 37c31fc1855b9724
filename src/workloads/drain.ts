// A monitor that calls drain_call_rcu(), as device_del and a failed device_add do. Patch 4 of the series wakes the RCU
// thread for a drain.
import { UsageError } from '../base/errors.js';
import type { OptionValue } from '../documents/plan.js';
import { gapNs, machineOptions, memoryMapOptions, readerCpuDemand } from './machine.js';
import { closedLoopNs, floorMetrics, grace, ns } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

const options = {
  when: {
    flag: 'when',
    kind: 'choice',
    choices: ['idle', 'polled', 'forced', 'mixed'],
    default: 'idle',
    summary: 'RCU thread at a drain: asleep, in an unforced or a forced grace period',
  },
  bql: {
    flag: 'bql',
    kind: 'choice',
    choices: ['on', 'off'],
    default: 'on',
    summary: 'whether the monitor holds the BQL, which a drain releases and takes again',
  },
  scene: {
    flag: 'scene',
    kind: 'choice',
    choices: ['none', 'device-del', 'busy-vcpu'],
    default: 'none',
    summary: 'device-del: transactions before each drain; busy-vcpu: TCG, 10 s sections',
  },
  transactions: {
    flag: 'transactions',
    kind: 'count',
    default: 2,
    min: 1,
    max: 1000,
    summary: 'device-del: changes of the memory map before each drain',
  },
  holdNs: {
    flag: 'hold',
    kind: 'duration',
    default: 1e6,
    min: 0,
    max: 10e9,
    summary: "without TCG: a reader's section holds each grace period open for this long",
  },
  ...memoryMapOptions,
  gapNs,
  ...machineOptions,
  accel: { ...machineOptions.accel, defaultWhen: { key: 'scene', is: 'busy-vcpu', default: 'tcg' } },
  sectionNs: { ...machineOptions.sectionNs, defaultWhen: { key: 'scene', is: 'busy-vcpu', default: 10e9 } },
} as const satisfies OptionSpecs;

/**
 * An assumption between the length of a forced and of a polled drain, plus the time until the RCU thread sleeps again.
 */
const assumedCallNs = 5e6;

export const drain: Workload = {
  name: 'drain',
  summary: 'a monitor that calls drain_call_rcu()',
  unit: 'drains',
  options,
  metrics: [
    closedLoopNs('drain.latency', 'drain', 'headline'),
    ns('drain.idle', 'drain, idle', 'detail'),
    ns('drain.polled', 'drain, polled', 'detail'),
    ns('drain.forced', 'drain, forced', 'detail'),
    ns('drain.between', 'drain, other', 'detail'),
    ns('drain.bql', 'BQL retaken', 'detail'),
    { name: 'drain.pending', label: 'pending', unit: '1', role: 'detail', better: 'neither' },
    ...grace,
    ...floorMetrics,
  ],
  mainMetric: 'drain.latency',
  notOffered: 'it has no drain_call_rcu(), or does not report its grace periods, which --when needs',
  samplesPerSecond: (values) => 1e9 / (Number(values.gapNs) + assumedCallNs),
  cpuDemand: (values) => readerCpuDemand(values) + (values.gapNs === 0 ? 1 : 0),
  check(values) {
    if (values.scene === 'device-del') checkDeviceDel(values);
    if (values.scene === 'busy-vcpu' && (values.accel !== 'tcg' || values.vcpus === 0)) {
      throw new UsageError('--scene busy-vcpu needs a vCPU under TCG', 'Remove --accel, and use --vcpus 1 or more.');
    }
  },
};

/** With --scene device-del, the transactions before a drain decide in which state the drain finds the RCU thread. */
function checkDeviceDel(values: Record<string, OptionValue>): void {
  if (values.when !== 'idle') {
    throw new UsageError(
      `--when ${values.when} and --scene device-del exclude each other`,
      'The transactions before the drain decide the state of the RCU thread.',
    );
  }
  if (values.bql === 'off') {
    throw new UsageError('--scene device-del needs the BQL for its transactions', 'Remove --bql off.');
  }
}
