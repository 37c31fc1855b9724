// Converts between a configuration and the `config` of a result document. The document has five of the common options
// beside `options`, because schema 1 was published in this form. All other options are in `options`.
import { durationText } from '../base/units.js';
import type { ResultConfig, TraceRequest } from '../documents/result.js';
import { type CommonSettings, commonOptions, type Settings } from '../workloads/common-options.js';
import { withDefaults } from '../workloads/options.js';
import type { LoadConfig } from './load-config.js';
import type { RunConfig } from './run-config.js';
import type { TraceConfig, TraceTrigger } from './trace-config.js';

export function resultConfig(
  load: LoadConfig,
  versions: readonly string[],
  { trace, accountTrace }: Pick<RunConfig, 'trace' | 'accountTrace'> = {},
): ResultConfig {
  const { durationNs, warmupNs, membarrier, wait, gpBits, ...options } = load.settings;
  return {
    workload: load.workload.name,
    versions: [...versions],
    seed: load.seed,
    ...{ durationNs, warmupNs, membarrier, wait, gpBits },
    pinCpus: [...load.pinCpus],
    traceEvents: trace?.events ?? 0,
    ...(trace && { trace: requestOf(trace) }),
    ...(accountTrace !== undefined && { accountTrace }),
    options,
    ...(load.scenario && { scenario: load.scenario }),
  };
}

/**
 * The settings of a document. A common option that is missing in an older document gets its default, which is the
 * behaviour then.
 */
export function settingsOf(config: ResultConfig): Settings {
  const { durationNs, warmupNs, membarrier, wait, gpBits, options } = config;
  const beside = { durationNs, warmupNs, membarrier, ...(wait && { wait }), ...(gpBits && { gpBits }) };
  const common: CommonSettings = withDefaults(commonOptions, { ...beside, ...options });
  return { ...common, ...options };
}

const requestOf = ({ filePattern, recordingPattern, mode, trigger }: TraceConfig): TraceRequest => ({
  file: filePattern,
  ...(recordingPattern !== undefined && { recording: recordingPattern }),
  mode,
  ...(trigger && { condition: conditionText(trigger) }),
});

const conditionText = (trigger: TraceTrigger): string =>
  'aboveNs' in trigger ? `${trigger.on} > ${durationText(trigger.aboveNs)}` : trigger.on;
