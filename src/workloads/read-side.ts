// The cost of the read side: readers that only lock and unlock, alone or while grace periods are polled or forced.

import { machineOptions, readerCpuDemand } from './machine.js';
import { closedLoopNs, floorMetrics, grace, ns } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

const options = {
  readers: {
    flag: 'readers',
    kind: 'count',
    default: 1,
    min: 1,
    max: ({ cpus }) => 16 * cpus,
    summary: "threads that lock and unlock back to back, as QEMU's rcutorture rperf",
  },
  updaters: {
    flag: 'updaters',
    kind: 'count',
    default: 0,
    min: 0,
    max: ({ cpus }) => 16 * cpus,
    summary: 'threads that also call synchronize_rcu() back to back; 1: as rcutorture perf',
  },
  during: {
    flag: 'during',
    kind: 'choice',
    choices: ['idle', 'polled', 'forced', 'storm'],
    default: 'idle',
    summary: 'grace periods meanwhile: none, unforced, forced, or force_rcu() without a pause',
  },
  nested: {
    flag: 'nested',
    kind: 'choice',
    choices: ['on', 'off'],
    default: 'on',
    summary: 'also time nested pairs, inside a section that delays grace periods',
  },
  chunkPairs: {
    flag: 'chunk',
    kind: 'count',
    default: 8192,
    min: 64,
    max: 1_000_000,
    summary: 'pairs of lock and unlock that are timed together',
  },
  ...machineOptions,
  // The load has its own readers.
  accel: { ...machineOptions.accel, default: 'none' },
  ioRate: { ...machineOptions.ioRate, default: 0 },
} as const satisfies OptionSpecs;

/** An assumption between membarrier on and off, including the empty loop and the nested pairs. */
const assumedRoundNs = 10;

export const readSide: Workload = {
  name: 'read-side',
  summary: 'readers that lock and unlock, beside idle, polled and forced grace periods',
  unit: 'chunks',
  options,
  metrics: [
    closedLoopNs('read.pair', 'lock+unlock', 'headline'),
    closedLoopNs('read.nested', 'nested pair', 'headline'),
    closedLoopNs('synchronize.latency', 'synchronize', 'detail'),
    { name: 'grace_period.rate', label: 'GPs per s', unit: '1', role: 'detail', better: 'more' },
    ...grace,
    ns('floor.loop', 'empty loop', 'floor'),
    ...floorMetrics,
  ],
  mainMetric: 'read.pair',
  // Tracing adds probes to the measured code.
  untraced: 'a traced read side contains probes, which cost more than the lock itself',
  notOffered:
    'it lacks what --during or --updaters needs (force_rcu() for forced and storm, reports of grace periods for polled, synchronize_rcu() for updaters)',
  // This workload measures differences of a few ns.
  minChangeNs: 0,
  samplesPerSecond: ({ readers, chunkPairs }) => (Number(readers) * 1e9) / (assumedRoundNs * Number(chunkPairs)),
  cpuDemand: (values) =>
    readerCpuDemand(values) + Number(values.readers) + Number(values.updaters) + (values.during === 'storm' ? 1 : 0),
  check() {},
};
