// The options that several workloads share: those of the emulated machine, of its memory map, and of threads that call
// the RCU.
import type { OptionValue } from '../documents/plan.js';
import type { NumberOption, OptionSpecs } from './options.js';

export const machineOptions = {
  vcpus: {
    flag: 'vcpus',
    kind: 'count',
    default: 2,
    min: 0,
    max: ({ cpus }) => 4 * cpus,
    summary: 'vCPU threads',
  },
  accel: {
    flag: 'accel',
    kind: 'choice',
    choices: ['kvm', 'tcg', 'none'],
    default: 'kvm',
    summary: 'what vCPUs do: KVM exits, TCG sections, nothing',
  },
  exitRate: {
    flag: 'exit-rate',
    kind: 'rate',
    default: 5000,
    min: 0,
    max: 1e6,
    summary: 'KVM: exits per second and vCPU',
  },
  exitHandlerNs: {
    flag: 'exit-handler',
    kind: 'duration',
    default: 5_000,
    min: 0,
    max: 1e9,
    summary: 'KVM: time of an exit under the BQL, inside its read section',
  },
  sectionNs: {
    flag: 'section',
    kind: 'duration',
    default: 200e6,
    min: 1_000,
    max: 60e9,
    summary: 'TCG: length of a read section that is not forced',
  },
  kickNs: {
    flag: 'kick',
    kind: 'duration',
    default: 50_000,
    min: 0,
    max: 10e9,
    summary: "TCG: from the force notifier's kick to the section's end",
  },
  ioRate: {
    flag: 'io-rate',
    kind: 'rate',
    default: 1000,
    min: 0,
    max: 1e6,
    summary: "the I/O thread's read sections per second",
  },
  ioSectionNs: {
    flag: 'io-section',
    kind: 'duration',
    default: 50_000,
    // If the I/O threads are the only readers, longer sections make broken grace periods visible.
    defaultWhen: { key: 'accel', is: 'none', default: 500_000 },
    min: 0,
    max: 10e9,
    summary: "length of the I/O thread's read sections",
  },
} as const satisfies OptionSpecs;

/** CPUs that the readers keep busy. Only KVM exits compute; guests, TCG sections and I/O sections sleep. */
export function readerCpuDemand(options: Record<string, OptionValue>): number {
  if (options.accel !== 'kvm') return 0;
  const perVcpu = Number(options.exitRate) * Number(options.exitHandlerNs) * 1e-9;
  return Number(options.vcpus) * Math.min(1, perVcpu);
}

export const memoryMapOptions = {
  virtqueues: {
    flag: 'virtqueues',
    kind: 'count',
    default: 12,
    min: 1,
    max: 10_000,
    summary: "active virtqueues, whose caches make the first grace period's batch",
  },
  commitDelayNs: {
    flag: 'commit-delay',
    kind: 'duration',
    default: 100_000,
    min: 0,
    max: 1e9,
    summary: "from a transaction's last call_rcu() to force_rcu()",
  },
} as const satisfies OptionSpecs;

export const gapNs = {
  flag: 'gap',
  kind: 'duration',
  default: 5e6,
  min: 0,
  max: 10e9,
  summary: "mean pause between a caller's calls; 0: none, as in QEMU's rcutorture uperf",
} as const satisfies NumberOption;
