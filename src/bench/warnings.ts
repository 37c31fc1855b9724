// What weakens the figures of a run, each with its remedy. Pure functions of the parts of the result document.

import { durationText } from '../base/units.js';
import { loadOf } from '../config/arms.js';
import type { LoadConfig } from '../config/load-config.js';
import type { RunConfig } from '../config/run-config.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { Environment, TraceAccount, TrialResult, Warning } from '../documents/result.js';
import { quantiles } from '../documents/result.js';
import { median } from '../stats/median.js';
import { loadWarnings, machineWarnings, percent, providerWarnings } from './environment-warnings.js';
import type { LostTrials } from './lost-trials.js';
import type { PlannedTrial } from './schedule.js';
import { codesOfAbsence, lossWarnings } from './trial-warnings.js';

export function collectWarnings(
  config: RunConfig,
  environment: Environment,
  trials: readonly TrialResult[],
  lost?: LostTrials,
): Warning[] {
  return [
    ...(lost?.warnings ?? []),
    ...machineWarnings(environment),
    ...(config.plan === undefined
      ? loadWarnings(config, environment)
      : sweepLoadWarnings(config, config.plan, environment)),
    ...probeWarnings(config),
    ...providerWarnings(environment, config.settings),
    ...joinAlike(trials.flatMap((trial) => trialWarnings(loadOfTrial(config, trial), trial))),
    ...notRunWarnings(config, trials, lost?.trials ?? []),
  ];
}

/** Trials of a sweep with the same warning share one warning, which counts the others. */
function joinAlike(warnings: readonly Warning[]): Warning[] {
  const first = (warning: Warning) => warnings.find(({ code }) => code === warning.code);
  return warnings
    .filter((warning) => warning.version !== undefined || warning === first(warning))
    .map((warning) => {
      const others =
        warning.version === undefined ? warnings.filter(({ code }) => code === warning.code).length - 1 : 0;
      const more = others === 0 ? '' : `; and so in ${others} other ${others === 1 ? 'trial' : 'trials'}`;
      return { ...warning, message: `${warning.message}${more}` };
    });
}

/** The load of a trial. In a sweep, the load of its arm. */
function loadOfTrial(config: RunConfig, trial: TrialResult): LoadConfig {
  const arm = config.plan?.arms.find(({ label }) => label === trial.arm);
  return arm === undefined ? config : loadOf(config, arm);
}

/** One warning for all loads of a sweep that are too heavy: it describes the heaviest. */
function sweepLoadWarnings(config: RunConfig, { arms }: ComparisonPlan, environment: Environment): Warning[] {
  const loads = arms.map((arm) => loadOf(config, arm));
  const heavy = loads.filter((load) => loadWarnings(load, environment).length > 0);
  const demand = ({ workload, settings, scenario }: LoadConfig) => workload.cpuDemand(settings, scenario);
  const [heaviest] = [...heavy].sort((a, b) => demand(b) - demand(a));
  if (heaviest === undefined) return [];
  return loadWarnings(heaviest, environment).map((warning) => ({
    ...warning,
    message: `in ${heavy.length} of ${arms.length} trials, at worst: ${warning.message}`,
  }));
}

/** Tracing that adds more than this share to the main metric is reported. */
const noticeableOverhead = 0.02;
/** With fewer pairs the ratio is mostly noise. */
const enoughPairs = 3;

export function traceWarnings({ workload }: LoadConfig, accounts: readonly TraceAccount[]): Warning[] {
  return accounts.flatMap(({ version, metrics }) => {
    const main = metrics.find(({ metric }) => metric === workload.mainMetric);
    if (main === undefined || main.traced.length < enoughPairs) return [];
    const overhead = median(main.traced.map((traced, i) => traced / (main.untraced[i] ?? Number.NaN))) - 1;
    if (!(overhead > noticeableOverhead)) return [];
    return [
      {
        code: 'trace-overhead',
        message: `tracing made ${main.metric} ${percent(overhead)} longer`,
        remedy: "Take figures from '--trace off'.",
        version,
      },
    ];
  });
}

/** A workload that is traced only on demand states why. */
function probeWarnings({ workload, trace }: RunConfig): Warning[] {
  if (trace === undefined || workload.untraced === undefined) return [];
  return [{ code: 'traced', message: workload.untraced, remedy: "Take figures from '--trace off'." }];
}

function trialWarnings(config: LoadConfig, trial: TrialResult): Warning[] {
  const losses = lossWarnings(trial);
  const absent = losses.some(({ code }) => codesOfAbsence.includes(code));
  const warnings = [...losses, ...(trial.status === 'pass' && !absent ? fewSamples(config, trial) : [])];
  return warnings.map((warning) => ({
    ...warning,
    // Several trials of one version differ in their labels.
    ...(trial.arm !== undefined && { message: `${trial.arm}: ${warning.message}` }),
    ...(trial.arm === undefined && { version: trial.version }),
  }));
}

function fewSamples(
  { workload, settings, scenario }: LoadConfig,
  { metrics }: TrialResult,
): Omit<Warning, 'version'>[] {
  const n = metrics[workload.mainMetric]?.n ?? 0;
  const needed = quantiles.find(({ name }) => name === 'p90')?.minSamples ?? 0;
  const perSecond = workload.samplesPerSecond(settings, scenario);
  if (n >= needed || perSecond === 0) return [];
  const seconds = Math.ceil(needed / perSecond) + 1;
  return [
    {
      code: 'too-few-samples',
      message: `${n} samples of ${workload.mainMetric}: p90 needs ${needed}`,
      remedy: `Measure longer: --duration ${durationText(seconds * 1e9)}`,
    },
  ];
}

function notRunWarnings(config: RunConfig, trials: readonly TrialResult[], lost: readonly PlannedTrial[]): Warning[] {
  if (config.plan !== undefined) return notSwept(config.plan, trials.length + lost.length);
  const tried = [...trials.map(({ version }) => version), ...lost.map(({ arm }) => arm.version)];
  const missing = config.versions.filter((version) => !tried.includes(version));
  if (missing.length === 0) return [];
  return [{ code: 'not-run', message: `interrupted before ${missing.join(', ')}`, remedy: 'Run again.' }];
}

function notSwept({ arms }: ComparisonPlan, tried: number): Warning[] {
  const missing = arms.length - tried;
  if (missing <= 0) return [];
  return [{ code: 'not-run', message: `interrupted before ${missing} of ${arms.length} trials`, remedy: 'Run again.' }];
}
