// The configuration of a run as a result document keeps it.
import { durationText } from '../base/units.js';
import type { LoadConfig, RunConfig, TraceConfig, TraceTrigger } from '../config/run-config.js';
import { keptApart, ownOptions } from '../config/settings.js';
import type { ResultConfig, TraceRequest } from '../documents/result.js';

/** The configuration as it stands in a result document. */
export function resultConfig(
  load: LoadConfig,
  versions: readonly string[],
  { trace, accountTrace }: Pick<RunConfig, 'trace' | 'accountTrace'> = {},
): ResultConfig {
  return {
    workload: load.workload.name,
    versions: [...versions],
    seed: load.seed,
    ...keptApart(load.settings),
    pinCpus: [...load.pinCpus],
    traceEvents: trace?.events ?? 0,
    ...(trace && { trace: requestOf(trace) }),
    ...(accountTrace !== undefined && { accountTrace }),
    options: ownOptions(load.settings),
    ...(load.scenario && { scenario: load.scenario }),
  };
}

const requestOf = ({ filePattern, recordingPattern, mode, trigger }: TraceConfig): TraceRequest => ({
  file: filePattern,
  ...(recordingPattern !== undefined && { recording: recordingPattern }),
  mode,
  ...(trigger && { condition: conditionText(trigger) }),
});

const conditionText = (trigger: TraceTrigger): string =>
  'aboveNs' in trigger ? `${trigger.on} > ${durationText(trigger.aboveNs)}` : trigger.on;
