// What weakens a comparison. As for a run, but with one warning for all trials of an arm.

import { durationText } from '../../base/units.js';
import type { LoadConfig } from '../../config/load-config.js';
import type { ComparisonPlan } from '../../documents/plan.js';
import { roundsOf } from '../../documents/plan.js';
import type { Environment, TrialResult, Warning } from '../../documents/result.js';
import { quantiles } from '../../documents/result.js';
import { loadWarnings, machineWarnings, providerWarnings } from '../environment-warnings.js';
import type { LostTrials } from '../lost-trials.js';
import { lossWarnings } from '../trial-warnings.js';

export function comparisonWarnings(
  load: LoadConfig,
  plan: ComparisonPlan,
  environment: Environment,
  trials: readonly TrialResult[],
  lost?: LostTrials,
): Warning[] {
  return [
    ...(lost?.warnings ?? []),
    ...machineWarnings(environment),
    ...loadWarnings(load, environment),
    ...providerWarnings(environment, load.settings),
    ...plan.arms.flatMap(({ label, version }) =>
      armWarnings(
        trials.filter((trial) => trial.arm === label),
        label === version ? '' : ` of ${label}`,
      ).map((warning) => ({ ...warning, version })),
    ),
    ...sampleWarnings(load, trials),
    ...roundWarnings(plan, trials, lost?.count ?? 0),
  ];
}

/**
 * One warning of each kind for all trials of an arm, with the number of trials that have it.
 * @param whose ` of LABEL` if the label is not the version
 */
function armWarnings(trials: readonly TrialResult[], whose: string): Omit<Warning, 'version'>[] {
  const all = trials.flatMap(lossWarnings);
  return [...new Set(all.map(({ code }) => code))].flatMap((code) => {
    const alike = all.filter((warning) => warning.code === code);
    const [first] = alike;
    if (first === undefined) return [];
    return [{ ...first, message: `in ${alike.length} of ${trials.length} trials${whose}: ${first.message}` }];
  });
}

/** Explains why a quantile is not compared: no trial has enough samples for it. */
function sampleWarnings({ workload, settings }: LoadConfig, trials: readonly TrialResult[]): Warning[] {
  const passed = trials.filter(({ status }) => status === 'pass');
  const counts = passed.map(({ metrics }) => metrics[workload.mainMetric]?.n ?? 0);
  const most = Math.max(0, ...counts);
  const missing = quantiles.find(({ name, minSamples }) => name === 'p99' && most < minSamples);
  if (missing === undefined || passed.length === 0) return [];
  const orRate = workload.options.unmapRate === undefined ? '' : ', or raise --rate';
  const seconds = Math.ceil(missing.minSamples / workload.samplesPerSecond(settings)) + 1;
  return [
    {
      code: 'no-tail',
      message: `a trial has at most ${most} samples of ${workload.mainMetric}, its p99 needs ${missing.minSamples}: it is not compared`,
      remedy: `For the tail measure longer (--duration ${durationText(seconds * 1e9)})${orRate}.`,
    },
  ];
}

function roundWarnings(plan: ComparisonPlan, trials: readonly TrialResult[], lost: number): Warning[] {
  const planned = roundsOf(plan).length;
  const ended = trials.filter(({ status }) => status !== 'interrupted');
  const done = Math.floor((ended.length + lost) / Math.max(1, plan.arms.length));
  if (done >= planned) return [];
  return [
    {
      code: 'interrupted',
      message: `interrupted after ${done} of ${planned} rounds`,
      remedy: 'Run again for all of them.',
    },
  ];
}
