import { cpuListText } from './cpu-list.js';
import { defaultOf, type OptionSpec, type OptionValue, optionText } from './options.js';
import type { ResultConfig } from './result.js';
import { commonOptions } from './run-config.js';
import { findWorkload, workloads } from './workload.js';

/** The command that runs the same again: only what differs from the defaults, and always the seed. */
export function reproduceCommand(config: ResultConfig): string {
  const workload = findWorkload(config.workload);
  const flags = [
    ...flagsOf(commonOptions.durationNs, config.durationNs),
    ...flagsOf(commonOptions.warmupNs, config.warmupNs),
    ...flagsOf(commonOptions.membarrier, config.membarrier),
    ...Object.entries(workload?.options ?? {}).flatMap(([key, spec]) =>
      flagsOf(spec, config.options[key], config.options),
    ),
    ...(config.pinCpus.length > 0 ? [`--pin ${cpuListText(config.pinCpus)}`] : []),
    ...(config.traceEvents === 0 ? ['--trace off'] : flagsOf(commonOptions.traceEvents, config.traceEvents)),
    `--seed ${config.seed}`,
  ];
  const kind = config.workload === workloads[0]?.name ? [] : [`--workload ${config.workload}`];
  return ['rcu-bench run', ...config.versions, ...kind, ...flags].join(' ');
}

function flagsOf(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : [`--${spec.flag} ${optionText(spec, value)}`];
}
