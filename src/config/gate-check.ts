// What can be known of a gate before anything is measured: a gate that can never be decided is no gate.

import { UsageError } from '../base/errors.js';
import { durationText } from '../base/units.js';
import type { Gate } from '../documents/comparison.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { Warning } from '../documents/result.js';
import { quantiles } from '../documents/result.js';
import { loadOf } from './arm.js';
import { checkGateArms } from './gate.js';
import type { LoadConfig } from './run-config.js';

/** @throws UsageError for a gate that says nothing of any version of this plan */
export function checkGates(gates: readonly Gate[], { arms, reference }: ComparisonPlan): void {
  checkGateArms(
    gates,
    arms.map(({ label }) => label),
  );
  const candidates = arms.filter(({ label, calibration }) => label !== reference && calibration !== true);
  const names = candidates.map(({ label }) => label);
  const empty = gates.find((gate) => !judgesSomething(gate, names));
  if (empty === undefined) return;
  const { arm, text } = empty;
  throw new UsageError(
    `--fail-if: ${arm === undefined ? `'${text}' has no version to judge` : `'${text}' compares ${arm} with its own code`}`,
    names.length === 0 ? 'Compare with a second version.' : `A ratio or a shift can be that of ${names.join(', ')}.`,
  );
}

/** Only a value says something of the reference as well. @param candidates what is compared with the reference */
const judgesSomething = ({ arm, kind }: Gate, candidates: readonly string[]): boolean =>
  arm === undefined ? candidates.length > 0 : kind === 'value' || candidates.includes(arm);

/** Chosen durations are this much longer than what the samples need on average. */
const margin = 1.2;
/** A comparison has dozens of trials: a longer one of each is not begun unless somebody asks for it. */
const longestChosenNs = 120e9;
const granularityNs = 1e9;

export interface GateDuration {
  durationNs: number;
  /** What to say of it. */
  warnings: Warning[];
}

/**
 * How long each trial has to measure, so that the quantiles of all gates are defined.
 * @param typed the duration was typed, or varies between the arms: it stays as it is
 * @throws UsageError for a gate whose quantile the trials cannot have
 */
export function durationForGates(
  gates: readonly Gate[],
  load: LoadConfig,
  { arms }: ComparisonPlan,
  typed: boolean,
): GateDuration {
  const needs = gates.flatMap(
    (gate) =>
      needOf(
        gate,
        arms.map((arm) => loadOf(load, arm)),
      ) ?? [],
  );
  const [worst] = needs.toSorted((a, b) => b.durationNs - a.durationNs);
  if (worst === undefined || worst.durationNs <= worst.givenNs)
    return { durationNs: load.settings.durationNs, warnings: [] };
  if (typed) return { durationNs: load.settings.durationNs, warnings: warnOrRefuse(worst) };
  const durationNs = Math.ceil((worst.durationNs * margin) / granularityNs) * granularityNs;
  if (durationNs > longestChosenNs) throw tooRare(worst);
  const remedy = `--duration chooses another time${worst.rateRemedy}.`;
  const message = `each trial measures ${durationText(durationNs)}: ${wants(worst)}`;
  return { durationNs, warnings: [{ code: 'duration-chosen', message, remedy }] };
}

interface Need {
  gate: Gate;
  minSamples: number;
  perSecond: number;
  /** In which they come on average, in the arm that needs the longest. */
  durationNs: number;
  givenNs: number;
  rateRemedy: string;
}

/** Undefined where nobody knows before how many samples there will be. */
function needOf(gate: Gate, loads: readonly LoadConfig[]): Need | undefined {
  const minSamples = quantiles.find(({ name }) => name === gate.quantile)?.minSamples ?? 1;
  const needs = loads.flatMap((load): Need[] => {
    const { workload } = load;
    const givenNs = load.settings.durationNs;
    const perSecond = samplesPerSecond(load, gate.metric);
    if (perSecond === undefined) return [];
    if (perSecond === 0) throw neverMeasured(gate, load);
    const rateRemedy = workload.options.unmapRate === undefined ? '' : ', a higher --rate makes it shorter';
    return [{ gate, minSamples, perSecond, durationNs: (minSamples * 1e9) / perSecond, givenNs, rateRemedy }];
  });
  return needs.toSorted((a, b) => b.durationNs / b.givenNs - a.durationNs / a.givenNs)[0];
}

function samplesPerSecond({ workload, settings, scenario }: LoadConfig, metric: string): number | undefined {
  if (metric !== workload.mainMetric) return workload.samplesPerSecondOf?.(metric, settings);
  // 0 of the main metric stands for a number that nobody knows.
  return workload.samplesPerSecond(settings, scenario) || undefined;
}

const wants = ({ gate, minSamples, perSecond }: Need) =>
  `${gate.metric}.${gate.quantile} needs ${minSamples} samples in each, at ${Number(perSecond.toPrecision(2))} a second`;

/** Half of the samples may come by luck, as rates are estimates; fewer do not. */
function warnOrRefuse(need: Need): Warning[] {
  const enough = durationText(Math.ceil((need.durationNs * margin) / granularityNs) * granularityNs);
  const remedy = `Leave --duration out, or give --duration ${enough}${need.rateRemedy}.`;
  if (need.durationNs > 2 * need.givenNs) {
    throw new UsageError(`--fail-if: '${need.gate.text}' cannot be decided: ${wants(need)}`, remedy);
  }
  return [{ code: 'gate-samples', message: `'${need.gate.text}' may stay undecided: ${wants(need)}`, remedy }];
}

const tooRare = (need: Need) =>
  new UsageError(
    `--fail-if: '${need.gate.text}' needs trials of ${durationText(Math.ceil(need.durationNs / granularityNs) * granularityNs)}: ${wants(need)}`,
    `Give --duration for trials as long as that${need.rateRemedy}.`,
  );

const neverMeasured = ({ text, metric }: Gate, { workload }: LoadConfig) =>
  new UsageError(
    `--fail-if: '${text}' cannot be decided: ${workload.name} with these options has no ${metric}`,
    'Ask for another metric, or change the options.',
  );
