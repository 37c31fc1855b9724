// What weakens the figures of a run, each with its remedy. Pure: everything is in the document's parts.

import { durationText } from '../base/units.js';
import { loadOf } from '../config/arm.js';
import type { LoadConfig, RunConfig } from '../config/run-config.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { Environment, TraceAccount, TrialResult, Warning } from '../documents/result.js';
import { quantiles } from '../documents/result.js';
import { median } from '../stats/median.js';
import { findWorkload } from '../workloads/index.js';
import type { LostTrials } from './lost-trials.js';
import { providerWarnings, readWarnings } from './provider-warnings.js';
import type { PlannedTrial } from './schedule.js';
import { codesOfAbsence, waitWarnings } from './wait-warnings.js';

/** Other programs keep more than this share of the usable CPUs busy: too much to measure beside. */
const noisyShareOfCpus = 0.2;
const noisyStealShare = 0.01;
/** A CPU that the RCU thread can have at once. */
const sparedCpus = 1;

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

/** Of a sweep's many trials one speaks for all that have the same to say. */
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

/** The load of a trial: in a sweep that of its arm. */
function loadOfTrial(config: RunConfig, trial: TrialResult): LoadConfig {
  const arm = config.plan?.arms.find(({ label }) => label === trial.arm);
  return arm === undefined ? config : loadOf(config, arm);
}

/** The heaviest of the loads says it for all. */
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

/** Beyond this share of the headline figure tracing is no bystander. */
const noticeableOverhead = 0.02;
/** With fewer pairs a ratio is mostly luck. */
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

export function machineWarnings({ otherCpus, stealShare, cpu }: Environment): Warning[] {
  const warnings: Warning[] = [];
  if (otherCpus !== undefined && otherCpus > noisyShareOfCpus * cpu.allowed.length) {
    warnings.push({
      code: 'noisy-machine',
      message: `other programs were running: they kept ${otherCpus.toFixed(1)} of ${cpu.allowed.length} CPUs busy during the run`,
      remedy: 'Stop them, or measure on a quiet machine.',
    });
  }
  if (stealShare !== undefined && stealShare > noisyStealShare) {
    warnings.push({
      code: 'steal-time',
      message: `the hypervisor gave ${percent(stealShare)} of the CPU time to other machines`,
      remedy: 'Measure on a machine with CPUs of its own.',
    });
  }
  if (cpu.governor !== undefined && cpu.governor !== 'performance') {
    warnings.push({
      code: 'frequency-governor',
      message: `the CPU frequency follows the load (governor ${cpu.governor})`,
      remedy: 'Fix it: cpupower frequency-set -g performance',
    });
  }
  if (cpu.quota !== undefined && cpu.quota < cpu.allowed.length) {
    warnings.push({
      code: 'cpu-quota',
      message: `a control group limits this process to ${cpu.quota} CPUs and stops it when they are used up`,
      remedy: "Lift the container's CPU limit.",
    });
  }
  return warnings;
}

export function loadWarnings(config: LoadConfig, { cpu }: Environment): Warning[] {
  const usable = config.pinCpus.length > 0 ? config.pinCpus.length : cpu.allowed.length;
  const demand = config.workload.cpuDemand(config.settings, config.scenario);
  if (demand + sparedCpus <= usable) return [];
  return [
    {
      code: 'oversubscribed',
      message: `the load keeps ${demand.toFixed(1)} CPUs busy and the RCU thread needs one, of ${usable}: latencies hold waits for a CPU`,
      remedy: 'Use fewer threads, or more CPUs.',
    },
  ];
}

/** A workload that is not traced unless it is told to says why. */
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
    // A version's trials are told apart by their labels, where there are several.
    ...(trial.arm !== undefined && { message: `${trial.arm}: ${warning.message}` }),
    ...(trial.arm === undefined && { version: trial.version }),
  }));
}

/** What makes a trial's figures those of something else, or of a part. */
export function lossWarnings(trial: TrialResult): Omit<Warning, 'version'>[] {
  const warnings: Omit<Warning, 'version'>[] = [];
  const workload = findWorkload(trial.workload);
  const droppedEvents = trial.trace?.dropped ?? trial.counters.dropped_events ?? 0;
  if (trial.overloaded) {
    warnings.push({
      code: 'overloaded',
      message: `${workload?.unit ?? 'requests'} arrive faster than it can serve them: its latencies are those of a growing queue`,
      remedy: workload?.overloadRemedy ?? 'Lower the rates.',
    });
  }
  if (notOffered(trial) && workload?.notOffered !== undefined) {
    warnings.push({ code: 'not-offered', message: workload.notOffered, remedy: 'Leave this version out.' });
  }
  if (droppedEvents > 0) {
    warnings.push({
      code: 'dropped-events',
      message: `its trace lost ${droppedEvents} events${lossesByThread(trial)}`,
      remedy: 'Raise --trace-buffer, or use --trace-mode stream.',
    });
  }
  return [...warnings, ...countedWarnings(trial), ...waitWarnings(trial), ...readWarnings(trial)];
}

/** Where a counter that is to be 0 is not. */
function countedWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
  const { dropped_samples: droppedSamples = 0, pin_refused: pinRefused = 0 } = counters;
  const dropped = {
    code: 'dropped-samples',
    message: `${droppedSamples} samples found no room: the latest are missing`,
    remedy: 'Shorten --duration, or lower the rates.',
  };
  const refused = {
    code: 'pin-refused',
    message: `the kernel did not bind ${pinRefused} threads to the CPUs of --pin`,
    remedy: 'Name CPUs that are online and that this process may use.',
  };
  return [...(droppedSamples > 0 ? [dropped] : []), ...(pinRefused > 0 ? [refused] : [])];
}

/** The trial ran beside a load that this version has no call for: without samples, and no shorter than it should be. */
const notOffered = ({ counters }: TrialResult) => (counters.not_offered ?? 0) > 0;

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

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** `: 9000 of vCPU 0, 120 of main loop`, the worst first. */
function lossesByThread({ trace }: TrialResult): string {
  const worstFirst = Object.entries(trace?.droppedBy ?? {}).sort(([, a], [, b]) => b - a);
  return worstFirst.length === 0 ? '' : `: ${worstFirst.map(([thread, lost]) => `${lost} of ${thread}`).join(', ')}`;
}
