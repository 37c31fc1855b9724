// The options of workloads that change the emulated machine's memory map.
import type { OptionSpecs } from './options.js';

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
