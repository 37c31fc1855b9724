// Bursts of callbacks around the limit of 30, from which on a grace period is forced.
import { UsageError } from '../base/errors.js';
import { sizeText } from '../base/units.js';
import type { OptionValue } from '../documents/plan.js';
import { machineOptions, readerCpuDemand } from './machine.js';
import { floorMetrics, grace, ns } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

const options = {
  flood: {
    flag: 'flood',
    kind: 'count',
    default: 100,
    min: 1,
    max: 1_000_000,
    summary: 'callbacks of a burst; from 30 on a grace period is forced',
  },
  burstRate: {
    flag: 'burst-rate',
    kind: 'rate',
    default: 20,
    min: 0.01,
    max: 100_000,
    summary: 'bursts per second and producer',
  },
  arrivals: {
    flag: 'arrivals',
    kind: 'choice',
    choices: ['fixed', 'poisson'],
    default: 'fixed',
    summary: 'times between bursts: all the same, or exponential',
  },
  producers: {
    flag: 'producers',
    kind: 'count',
    default: 1,
    min: 1,
    max: ({ cpus }) => 16 * cpus,
    summary: 'threads that queue bursts',
  },
  objectBytes: {
    flag: 'object',
    kind: 'size',
    default: 1024,
    min: 64,
    max: 2 ** 24,
    summary: 'memory that each callback frees',
  },
  ...machineOptions,
} as const satisfies OptionSpecs;

/** Objects that wait for a grace period may use at most this share of the memory. */
const memoryShare = 0.25;
/** An upper limit on a slow machine. legacy collects callbacks for 50 ms, baseline polls for 50 ms. */
const slowGracePeriodNs = 1e9;
/** The assumed time of a call_rcu() with its malloc(). */
const assumedCallNs = 500;

export const flood: Workload = {
  name: 'flood',
  summary: 'bursts of callbacks, around the 30 that force a grace period',
  unit: 'floods',
  options,
  metrics: [
    ns('callback.latency', 'callback', 'headline'),
    ns('flood.latency', 'whole flood', 'headline'),
    { ...ns('progress.gap', 'no progress', 'detail'), needs: 'batches' },
    { name: 'batch.size', label: 'batch size', unit: '1', role: 'detail', better: 'neither', needs: 'batches' },
    { name: 'memory.held', label: 'memory held', unit: 'B', role: 'detail', better: 'less' },
    ns('call.time', 'call_rcu', 'detail'),
    ...grace,
    ...floorMetrics,
  ],
  mainMetric: 'callback.latency',
  overloadRemedy: 'Lower --burst-rate, --flood or --producers.',
  samplesPerSecond: callbacksPerSecond,
  cpuDemand: (values) =>
    readerCpuDemand(values) + Math.min(Number(values.producers), callbacksPerSecond(values) * assumedCallNs * 1e-9),
  check(values, host) {
    const allowedBytes = Math.floor(host.memoryBytes * memoryShare);
    const neededBytes = mostPending(values) * Number(values.objectBytes);
    if (neededBytes > allowedBytes) {
      throw new UsageError(
        `--flood ${values.flood} with --object ${sizeText(Number(values.objectBytes))} can hold ${inGiB(neededBytes)} of memory`,
        `At most a quarter of this machine's memory, ${inGiB(allowedBytes)}: lower --flood, --burst-rate or --object.`,
      );
    }
  },
};

function callbacksPerSecond({ flood, burstRate, producers }: Record<string, OptionValue>): number {
  return Number(flood) * Number(burstRate) * Number(producers);
}

/** Callbacks that arrive in the longest grace period, plus one burst of each producer. */
function mostPending(values: Record<string, OptionValue>): number {
  const sectionNs = values.accel === 'tcg' ? Number(values.sectionNs) : 0;
  const waitNs = slowGracePeriodNs + sectionNs + Number(values.ioSectionNs);
  return callbacksPerSecond(values) * waitNs * 1e-9 + Number(values.flood) * Number(values.producers);
}

const inGiB = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
