import type { ComparisonPlan } from './arm.js';
import { compareOptions, defaultThresholds, defaultTrials, type Judgement } from './compare-config.js';
import { cpuListText } from './cpu-list.js';
import { defaultOf, type OptionSpec, type OptionSpecs, type OptionValue, optionText } from './options.js';
import type { LoadOptions } from './parse-run-config.js';
import type { ResultConfig } from './result.js';
import { commonOptions } from './run-config.js';
import { durationText } from './units.js';
import { findWorkload, workloads } from './workload.js';

/** The command that runs the same again: only what differs from the defaults, and always the seed. */
export function reproduceCommand(config: ResultConfig): string {
  const trace = config.traceEvents === 0 ? ['--trace off'] : flagsOf(commonOptions.traceEvents, config.traceEvents);
  return words('rcu-bench run', config.versions, loadFlags(config, commonOptions), trace, [`--seed ${config.seed}`]);
}

/** The same for a comparison that was run in one go. */
export function reproduceComparison(
  config: ResultConfig,
  { arms, reference, rounds, looks, axis }: ComparisonPlan,
  thresholds: Pick<Judgement, 'relativeThreshold' | 'absoluteThresholdNs'>,
): string {
  const compared = arms.filter((arm) => arm.calibration !== true);
  const names = axis === undefined ? compared.map(({ version }) => version) : [compared[0]?.version ?? ''];
  const { relativeThreshold, absoluteThresholdNs } = thresholds;
  const flags = [
    ...(axis === undefined ? [] : [`--by ${axisFlag(config, axis)}=${compared.map(({ label }) => label).join(',')}`]),
    ...(reference === compared[0]?.label ? [] : [`--reference ${reference}`]),
    ...(looks !== undefined ? ['--until-decided'] : rounds === defaultTrials ? [] : [`--trials ${rounds}`]),
    ...(compared.length < arms.length ? ['--calibrate'] : []),
    ...(relativeThreshold === defaultThresholds.relativeThreshold ? [] : [`--threshold ${relativeThreshold * 100}%`]),
    ...(absoluteThresholdNs === defaultThresholds.absoluteThresholdNs
      ? []
      : [`--min-change ${durationText(absoluteThresholdNs)}`]),
  ];
  return words('rcu-bench compare', names, loadFlags(config, compareOptions), flags, [`--seed ${config.seed}`]);
}

const words = (command: string, ...more: (readonly string[])[]) => [command, ...more.flat()].join(' ');

/** @param common the options of every workload with the command's own defaults */
function loadFlags(config: ResultConfig, common: LoadOptions): string[] {
  const { options } = config;
  const own = Object.entries(findWorkload(config.workload)?.options ?? {});
  return [
    ...(config.workload === workloads[0]?.name ? [] : [`--workload ${config.workload}`]),
    ...flagsOf(common.durationNs, config.durationNs),
    ...flagsOf(common.warmupNs, config.warmupNs),
    ...flagsOf(common.membarrier, config.membarrier),
    ...own.flatMap(([key, spec]) => flagsOf(spec, options[key], options)),
    ...(config.pinCpus.length > 0 ? [`--pin ${cpuListText(config.pinCpus)}`] : []),
  ];
}

function axisFlag({ workload }: ResultConfig, axis: string): string {
  const specs: OptionSpecs = { ...compareOptions, ...findWorkload(workload)?.options };
  return specs[axis]?.flag ?? axis;
}

function flagsOf(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : [`--${spec.flag} ${optionText(spec, value)}`];
}
