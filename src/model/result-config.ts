import type { ResultConfig } from './result.js';
import type { LoadConfig } from './run-config.js';

/** The configuration as it stands in a result document. */
export function resultConfig(load: LoadConfig, versions: readonly string[], traceEvents = 0): ResultConfig {
  return {
    workload: load.workload.name,
    versions: [...versions],
    seed: load.seed,
    durationNs: load.durationNs,
    warmupNs: load.warmupNs,
    membarrier: load.membarrier,
    wait: load.wait,
    gpBits: load.gpBits,
    pinCpus: [...load.pinCpus],
    traceEvents,
    options: { ...load.options },
    ...(load.scenario && { scenario: load.scenario }),
  };
}
