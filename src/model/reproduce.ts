import type { Arm, ComparisonPlan } from './arm.js';
import {
  compareOptions,
  defaultThresholds,
  defaultTrials,
  type Judgement,
  usualMinChangeNs,
} from './compare-config.js';
import { cpuListText } from './cpu-list.js';
import { defaultResolution, defaultRounds, type FidelityJudgement } from './fidelity-config.js';
import { defaultOf, dependsOn, type OptionSpec, type OptionValue, optionText } from './options.js';
import type { LoadOptions } from './parse-run-config.js';
import type { ResultConfig } from './result.js';
import { commonOptions } from './run-config.js';
import { defaultTracePattern } from './trace-file.js';
import { durationText } from './units.js';
import { findWorkload, flagOf, optionSpecs, workloads } from './workload.js';

/** The command that runs the same again: only what differs from the defaults, and always the seed. */
export function reproduceCommand(config: ResultConfig, plan?: ComparisonPlan): string {
  if (plan?.sweep !== undefined) return reproduceSweep(config, plan, plan.sweep);
  const load = loadFlags(config, commonOptions);
  return words('rcu-bench run', config.versions, load, traceFlags(config), [`--seed ${config.seed}`]);
}

/** What is traced only where a file is named gets one. */
function traceFlags({ workload, traceEvents }: ResultConfig): string[] {
  if (traceEvents === 0) return ['--trace off'];
  const named = findWorkload(workload)?.untraced === undefined ? [] : [`--trace ${defaultTracePattern(workload)}`];
  return [...named, ...flagsOf(commonOptions.traceEvents, traceEvents)];
}

function reproduceSweep(config: ResultConfig, { arms }: ComparisonPlan, axes: readonly string[]): string {
  const specs = optionSpecs(config.workload);
  const sweeps = axes.flatMap((key) => {
    const spec = specs[key];
    const values = [...new Set(arms.flatMap(({ set }) => set?.[key] ?? []))];
    return spec === undefined ? [] : [`--sweep ${spec.flag}=${values.map((v) => optionText(spec, v)).join(',')}`];
  });
  return words('rcu-bench run', config.versions, loadFlags(config, commonOptions, { axes, arms }), sweeps, [
    `--seed ${config.seed}`,
  ]);
}

/** The same for a comparison that was run in one go. */
export function reproduceComparison(config: ResultConfig, plan: ComparisonPlan, judgement: Judgement): string {
  const { arms, axis } = plan;
  const compared = arms.filter((arm) => arm.calibration !== true);
  const names = axis === undefined ? compared.map(({ version }) => version) : [compared[0]?.version ?? ''];
  const load = loadFlags(config, compareOptions, axis === undefined ? undefined : { axes: [axis], arms: compared });
  const flags = [...planFlags(config, plan, compared), ...judgementFlags(judgement, config.workload)];
  return words('rcu-bench compare', names, load, flags, [`--seed ${config.seed}`]);
}

function planFlags(config: ResultConfig, plan: ComparisonPlan, compared: readonly Arm[]): string[] {
  const { arms, reference, rounds, looks, axis, shard } = plan;
  const values = compared.map(({ label }) => label).join(',');
  return [
    ...(axis === undefined ? [] : [`--by ${flagOf(config.workload, axis)}=${values}`]),
    ...(reference === compared[0]?.label ? [] : [`--reference ${reference}`]),
    ...(looks !== undefined ? ['--until-decided'] : rounds === defaultTrials ? [] : [`--trials ${rounds}`]),
    ...(compared.length < arms.length ? ['--calibrate'] : []),
    ...(shard === undefined ? [] : [`--shard ${shard.index}/${shard.count}`]),
  ];
}

function judgementFlags({ relativeThreshold, absoluteThresholdNs, gates }: Judgement, workload: string): string[] {
  return [
    ...thresholdFlags(relativeThreshold, absoluteThresholdNs, workload),
    ...gates.map((text) => `--fail-if '${text}'`),
  ];
}

function thresholdFlags(relative: number, absoluteNs: number | undefined, workload: string): string[] {
  const usualNs = usualMinChangeNs(findWorkload(workload));
  return [
    ...(relative === defaultThresholds.relativeThreshold ? [] : [`--threshold ${percentText(relative)}`]),
    ...(absoluteNs === undefined || absoluteNs === usualNs ? [] : [`--min-change ${durationText(absoluteNs)}`]),
  ];
}

/** As it was typed. */
const percentText = (share: number) => `${Number((share * 100).toPrecision(12))}%`;

/** The same for `fidelity`. */
export function reproduceFidelity(
  config: ResultConfig,
  { arms, rounds }: ComparisonPlan,
  { relativeTolerance, absoluteToleranceNs, resolution, failIf }: FidelityJudgement,
): string {
  const versions = [arms[0]?.version ?? '', arms.at(-1)?.version ?? ''];
  const flags = [
    ...(rounds === defaultRounds ? [] : [`--rounds ${rounds}`]),
    ...thresholdFlags(relativeTolerance, absoluteToleranceNs, config.workload),
    ...(resolution === defaultResolution ? [] : [`--resolution ${percentText(resolution)}`]),
    ...failIf.map((verdict) => `--fail-if ${verdict}`),
  ];
  return words('rcu-bench fidelity', versions, loadFlags(config, compareOptions), flags, [`--seed ${config.seed}`]);
}

const words = (command: string, ...more: (readonly string[])[]) => [command, ...more.flat()].join(' ');

/**
 * @param common the options of every workload with the command's own defaults
 * @param along what varies in a comparison or a sweep: what depends on it by default was typed if it does not differ with it
 */
function loadFlags(
  config: ResultConfig,
  common: LoadOptions,
  along?: { axes: readonly string[]; arms: readonly Arm[] },
): string[] {
  const { options } = config;
  const own = Object.entries(findWorkload(config.workload)?.options ?? {});
  return [
    ...(config.workload === workloads[0]?.name ? [] : [`--workload ${config.workload}`]),
    ...flagsOf(common.durationNs, config.durationNs),
    ...flagsOf(common.warmupNs, config.warmupNs),
    ...flagsOf(common.membarrier, config.membarrier),
    ...flagsOf(common.wait, config.wait),
    ...flagsOf(common.gpBits, config.gpBits),
    ...own.flatMap(([key, spec]) => {
      if (along === undefined || !along.axes.some((axis) => dependsOn(spec, axis)))
        return flagsOf(spec, options[key], options);
      const typed = !along.arms.some(({ set }) => set?.[key] !== undefined);
      return typed ? [`--${spec.flag} ${optionText(spec, options[key] ?? spec.default)}`] : [];
    }),
    ...(config.pinCpus.length > 0 ? [`--pin ${cpuListText(config.pinCpus)}`] : []),
  ];
}

function flagsOf(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : [`--${spec.flag} ${optionText(spec, value)}`];
}
