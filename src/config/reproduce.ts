// The `Again` line: the command that runs the same again. It names the settings that differ from the defaults, and
// always the seed. It does not name where results go (--out, --save, --format, --json, --junit), because another run
// would overwrite them.
import { commandText } from '../base/shell.js';
import { durationText, percentText } from '../base/units.js';
import type { ExploreDocument, Finding } from '../documents/explore.js';
import type { Arm, ComparisonPlan, OptionValue } from '../documents/plan.js';
import type { ResultConfig, TraceRequest } from '../documents/result.js';
import type { TortureDocumentConfig } from '../documents/torture.js';
import { type CommonSpecs, commonOptions, traceOptions } from '../workloads/common-options.js';
import { findWorkload, flagOf, optionSpecs, workloads } from '../workloads/index.js';
import { defaultOf, dependsOn, type OptionSpec, type OptionSpecs, optionText } from '../workloads/options.js';
import {
  compareOptions,
  defaultMaxTimeNs,
  defaultThresholds,
  defaultTrials,
  type Judgement,
  usualMinChangeNs,
} from './compare-config.js';
import { cpuListText } from './cpu-list.js';
import { exploreOptions } from './explore-config.js';
import { defaultResolution, defaultRounds, type FidelityJudgement } from './fidelity-config.js';
import { settingsOf } from './result-config.js';
import { perturbationTexts, tortureOptions } from './torture-config.js';
import { defaultTracePattern } from './trace-file.js';

const flagWords = (flag: string, value: string): string[] => [`--${flag}`, value];

/** @param others the values of the other options, on which the default may depend @returns no words for the default */
export function optionWords(
  spec: OptionSpec,
  value: OptionValue | undefined,
  others: Readonly<Record<string, OptionValue>> = {},
): string[] {
  const unneeded = value === undefined || value === defaultOf(spec, others);
  return unneeded ? [] : flagWords(spec.flag, optionText(spec, value));
}

/** @returns no words unless the switch is set */
const switchWords = (flag: string, set: boolean | undefined): string[] => (set === true ? [`--${flag}`] : []);

const again = (command: string, ...words: (readonly string[])[]): string =>
  commandText(['rcu-bench', command, ...words.flat()]);

const seedWords = (seed: number): string[] => flagWords('seed', String(seed));

/** The command of a run or a sweep. */
export function reproduceCommand(config: ResultConfig, plan?: ComparisonPlan): string {
  if (plan?.sweep !== undefined) return reproduceSweep(config, plan, plan.sweep);
  const load = loadWords(config, commonOptions);
  return again('run', config.versions, load, traceWords(config), seedWords(config.seed));
}

function traceWords({ workload, traceEvents, trace, accountTrace }: ResultConfig): string[] {
  if (traceEvents === 0) return ['--trace', 'off'];
  return [
    ...(trace === undefined ? unnamedTrace(workload) : requestWords(trace)),
    ...optionWords(traceOptions.traceEvents, traceEvents),
    ...(accountTrace === undefined ? [] : flagWords('account-trace', String(accountTrace))),
  ];
}

/** For an older document that lacks the trace's file. A workload that is traced only on demand needs --trace. */
const unnamedTrace = (workload: string): string[] =>
  findWorkload(workload)?.untraced === undefined ? [] : flagWords('trace', defaultTracePattern(workload));

/** A recording is kept only if no file name was typed. */
const requestWords = ({ file, recording, mode, condition }: TraceRequest): string[] => [
  ...(recording === undefined ? flagWords('trace', file) : []),
  ...(mode === 'ring' ? [] : flagWords('trace-mode', mode)),
  ...(condition === undefined ? [] : flagWords('trace-if', condition)),
];

function reproduceSweep(config: ResultConfig, { arms }: ComparisonPlan, axes: readonly string[]): string {
  const specs = optionSpecs(config.workload);
  const sweeps = axes.flatMap((key) => {
    const spec = specs[key];
    const values = [...new Set(arms.flatMap(({ set }) => set?.[key] ?? []))];
    return spec === undefined ? [] : flagWords('sweep', axisText(spec, values));
  });
  const load = loadWords(config, commonOptions, { axes, arms });
  return again('run', config.versions, load, sweeps, seedWords(config.seed));
}

const axisText = (spec: OptionSpec, values: readonly OptionValue[]): string =>
  `${spec.flag}=${values.map((value) => optionText(spec, value)).join(',')}`;

/** The command of a comparison that was run by one command. */
export function reproduceComparison(config: ResultConfig, plan: ComparisonPlan, judgement: Judgement): string {
  const { arms, axis } = plan;
  const compared = arms.filter((arm) => arm.calibration !== true);
  const names = axis === undefined ? compared.map(({ version }) => version) : [compared[0]?.version ?? ''];
  const load = loadWords(config, compareOptions, axis === undefined ? undefined : { axes: [axis], arms: compared });
  const judged = judgementWords(judgement, config.workload);
  return again('compare', names, load, planWords(config, plan, compared), judged, seedWords(config.seed));
}

function planWords(config: ResultConfig, plan: ComparisonPlan, compared: readonly Arm[]): string[] {
  const { arms, reference, axis, shard } = plan;
  const values = compared.map(({ label }) => label).join(',');
  return [
    ...(axis === undefined ? [] : flagWords('by', `${flagOf(config.workload, axis)}=${values}`)),
    ...(reference === compared[0]?.label ? [] : flagWords('reference', reference)),
    ...roundWords(plan),
    ...switchWords('calibrate', compared.length < arms.length),
    ...(shard === undefined ? [] : flagWords('shard', `${shard.index}/${shard.count}`)),
  ];
}

function roundWords({ rounds, looks, maxTimeNs }: ComparisonPlan): string[] {
  if (looks === undefined && maxTimeNs === undefined) {
    return rounds === defaultTrials ? [] : flagWords('trials', String(rounds));
  }
  const usual = maxTimeNs === undefined || maxTimeNs === defaultMaxTimeNs;
  return ['--until-decided', ...(usual ? [] : flagWords('max-time', durationText(maxTimeNs)))];
}

function judgementWords({ relativeThreshold, absoluteThresholdNs, gates, strict }: Judgement, workload: string) {
  return [
    ...thresholdWords(relativeThreshold, absoluteThresholdNs, workload),
    ...gates.flatMap((gate) => flagWords('fail-if', gate)),
    ...switchWords('fail-if-undecided', strict),
  ];
}

function thresholdWords(relative: number, absoluteNs: number | undefined, workload: string): string[] {
  const usualNs = usualMinChangeNs(findWorkload(workload));
  return [
    ...(relative === defaultThresholds.relativeThreshold ? [] : flagWords('threshold', percentText(relative))),
    ...(absoluteNs === undefined || absoluteNs === usualNs ? [] : flagWords('min-change', durationText(absoluteNs))),
  ];
}

export function reproduceFidelity(
  config: ResultConfig,
  { arms, rounds }: ComparisonPlan,
  { relativeTolerance, absoluteToleranceNs, resolution, failIf }: FidelityJudgement,
): string {
  const versions = [arms[0]?.version ?? '', arms.at(-1)?.version ?? ''];
  const words = [
    ...(rounds === defaultRounds ? [] : flagWords('rounds', String(rounds))),
    ...thresholdWords(relativeTolerance, absoluteToleranceNs, config.workload),
    ...(resolution === defaultResolution ? [] : flagWords('resolution', percentText(resolution))),
    ...failIf.flatMap((verdict) => flagWords('fail-if', verdict)),
  ];
  return again('fidelity', versions, loadWords(config, compareOptions), words, seedWords(config.seed));
}

export function reproduceTorture({ versions, seed, perturb, tracePattern, ...options }: TortureDocumentConfig): string {
  const trace =
    tracePattern === undefined
      ? flagWords('trace', 'off')
      : tracePattern === defaultTracePattern('torture')
        ? []
        : flagWords('trace', tracePattern);
  const delays = perturbationTexts(perturb).flatMap((text) => flagWords('perturb', text));
  return again('torture', versions, wordsOf(tortureOptions, { ...options }), delays, trace, seedWords(seed));
}

/** The command of an exploration that is not a replay. */
export function reproduceExploration({ version, scenario, preemptions, config }: ExploreDocument): string {
  const { strategy, seed, budgetNs, memoryBytes, prune } = config;
  return again(
    'explore',
    [version],
    scenario === 'standard' ? [] : flagWords('scenario', scenario),
    wordsOf(exploreOptions, { preemptions, strategy, budgetNs, memoryBytes }),
    executionWords(config),
    switchWords('no-prune', !prune),
    seed === undefined ? [] : seedWords(seed),
  );
}

/** The command that prints one finding in columns. */
export const reproduceFinding = ({ version, config }: ExploreDocument, { scenario, schedule }: Finding): string =>
  again(
    'explore',
    [version],
    flagWords('scenario', scenario),
    executionWords(config),
    flagWords('format', 'columns'),
    flagWords('replay', schedule),
  );

/** The flags that change how one execution proceeds. */
const executionWords = ({ past, atomicCall, earlyTimers }: ExploreDocument['config']): string[] => [
  ...past.flatMap((violation) => flagWords('past', violation)),
  ...switchWords('atomic-call', atomicCall),
  ...switchWords('early-timers', earlyTimers),
];

const wordsOf = (specs: OptionSpecs, values: Readonly<Record<string, OptionValue>>): string[] =>
  Object.entries(specs).flatMap(([key, spec]) => optionWords(spec, values[key]));

/**
 * @param common the common options with the defaults of the command
 * @param along the axes of a comparison or a sweep. An option whose default depends on an axis was typed if the arms do
 * not set it.
 */
function loadWords(
  config: ResultConfig,
  common: CommonSpecs,
  along?: { axes: readonly string[]; arms: readonly Arm[] },
): string[] {
  const settings = settingsOf(config);
  const specs: OptionSpecs = { ...common, ...findWorkload(config.workload)?.options };
  const varies = (spec: OptionSpec) => along?.axes.some((axis) => dependsOn(spec, axis)) === true;
  const isSet = (key: string) => along?.arms.some(({ set }) => set?.[key] !== undefined) === true;
  return [
    ...(config.workload === workloads[0]?.name ? [] : flagWords('workload', config.workload)),
    ...Object.entries(specs).flatMap(([key, spec]) => {
      if (!varies(spec)) return optionWords(spec, settings[key], settings);
      return isSet(key) ? [] : flagWords(spec.flag, optionText(spec, settings[key] ?? spec.default));
    }),
    ...(config.pinCpus.length > 0 ? flagWords('pin', cpuListText(config.pinCpus)) : []),
  ];
}
