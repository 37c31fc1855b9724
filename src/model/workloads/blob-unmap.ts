// A guest that frees virtio-gpu blobs while it draws: each unmap waits for grace periods, and the commands behind it wait
// for the unmap.
import { UsageError } from '../errors.js';
import type { MetricSpec } from '../metric.js';
import type { OptionSpecs } from '../options.js';
import { sizeText } from '../units.js';
import type { Workload } from '../workload.js';
import { floorMetrics, grace, ns } from './common-metrics.js';
import { machineOptions, readerCpuDemand } from './machine.js';
import { memoryMapOptions } from './memory-map.js';

const options = {
  unmapRate: {
    flag: 'rate',
    kind: 'rate',
    default: 4,
    min: 0.01,
    max: 100_000,
    summary: 'blob unmaps per second that the guest asks for, whether answered or not',
  },
  burst: { flag: 'burst', kind: 'count', default: 1, min: 1, max: 10_000, summary: 'unmaps that arrive together' },
  submitRate: {
    flag: 'submit-rate',
    kind: 'rate',
    default: 480,
    min: 0,
    max: 100_000,
    summary: 'render commands per second in the same queue',
  },
  renderNs: {
    flag: 'render',
    kind: 'duration',
    default: 500_000,
    min: 0,
    max: 10e9,
    summary: 'work of a render command, under the BQL',
  },
  gracePeriods: {
    flag: 'grace-periods',
    kind: 'count',
    default: 2,
    min: 1,
    max: 2,
    summary: 'chained grace periods of an unmap: 2 with active virtqueues, else 1',
  },
  ...memoryMapOptions,
  blobBytes: {
    flag: 'blob-size',
    kind: 'size',
    default: 2 ** 20,
    min: 4096,
    max: 2 ** 30,
    summary: 'size of a blob',
  },
  blobs: { flag: 'blobs', kind: 'count', default: 16, min: 1, max: 4096, summary: 'blobs mapped at a time' },
  ...machineOptions,
} as const satisfies OptionSpecs;

const metrics: readonly MetricSpec[] = [
  ns('unmap.latency', 'unmap latency', 'headline'),
  ns('unmap.guest', 'unmap, guest', 'headline'),
  ns('blocked.time', 'blocked time', 'headline'),
  ns('command.latency', 'behind unmap', 'headline'),
  ns('callback.gp1', 'callback GP1', 'detail'),
  ns('callback.gp2', 'callback GP2', 'detail'),
  ...grace,
  ns('submit.latency', 'submit', 'detail'),
  ...floorMetrics,
];

/** Blobs may fill at most this share of the memory: they are really mapped and touched. */
const memoryShare = 0.25;

export const blobUnmap: Workload = {
  name: 'blob-unmap',
  summary: 'a guest frees virtio-gpu blobs while it draws',
  unit: 'unmaps',
  options,
  metrics,
  mainMetric: 'unmap.latency',
  overloadRemedy: 'Lower --rate or --burst.',
  samplesPerSecond: (values) => Number(values.unmapRate),
  cpuDemand: (values) =>
    readerCpuDemand(values) + Math.min(1, Number(values.submitRate) * Number(values.renderNs) * 1e-9),
  check(values, host) {
    const totalBytes = Number(values.blobs) * Number(values.blobBytes);
    const allowedBytes = Math.floor(host.memoryBytes * memoryShare);
    if (totalBytes > allowedBytes) {
      throw new UsageError(
        `--blobs ${values.blobs} of ${sizeText(Number(values.blobBytes))} need ${inGiB(totalBytes)} of memory`,
        `At most a quarter of this machine's memory, ${inGiB(allowedBytes)}: lower --blobs or --blob-size.`,
      );
    }
  },
};

const inGiB = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
