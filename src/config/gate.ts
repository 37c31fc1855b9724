// `--fail-if 'v3:unmap.latency.p50 > +10%'`: conditions under which a comparison fails, and what can be checked about
// them before anything is measured. A gate that can never be decided is refused.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { durationText, parseDurationNs, parseSizeBytes } from '../base/units.js';
import type { Comparator, Gate, SummaryQuantile } from '../documents/comparison.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { Warning } from '../documents/result.js';
import { quantiles } from '../documents/result.js';
import type { MetricSpec } from '../workloads/metric.js';
import { loadOf } from './arms.js';
import type { LoadConfig } from './load-config.js';

const grammar =
  /^(?:(?<arm>.+):)?(?<metric>[a-z0-9_]+(?:\.[a-z0-9_]+)*)\.(?<quantile>p50|p90|p99|p99_9|p99\.9|max)\s*(?<comparator>>=|<=|>|<)\s*(?<limit>\S+)$/;
const example = "Write it as 'unmap.latency.p50 > +10%', '… > +2ms', '… > 1.5x' or '… > 20ms'.";

/** @throws UsageError for a gate that names an arm which is not compared, since it would never fail */
export function checkGateArms(gates: readonly Gate[], labels: readonly string[]): void {
  const foreign = gates.find(({ arm }) => arm !== undefined && !labels.includes(arm));
  if (foreign === undefined) return;
  throw new UsageError(`--fail-if: '${foreign.arm}' is not compared here`, `Compared are: ${labels.join(', ')}.`);
}

export function parseGate(text: string, metrics: readonly MetricSpec[]): Gate {
  const parts = grammar.exec(text.trim())?.groups;
  if (parts === undefined) throw new UsageError(`--fail-if: '${text}' is not a condition`, example);
  const { arm, metric = '', quantile = '', comparator, limit = '' } = parts;
  const spec = metrics.find(({ name }) => name === metric);
  if (spec === undefined) throw unknownMetric(metric, metrics);
  return {
    text: text.trim(),
    ...(arm !== undefined && { arm }),
    metric,
    quantile: quantile.replace('.', '_') as SummaryQuantile,
    comparator: comparator as Comparator,
    ...parseLimit(limit, spec),
  };
}

interface LimitUnit {
  /** @throws UsageError */
  parse(text: string): number;
  what: string;
  example: string;
}

const limitUnits: Readonly<Record<string, LimitUnit>> = {
  ns: { parse: parseDurationNs, what: 'a time', example: "'> +10%', '> 1.5x', '> +2ms' or '> 20ms'" },
  B: { parse: parseSizeBytes, what: 'a size', example: "'> +10%', '> 1.5x', '> +1MiB' or '> 4MiB'" },
  '1': { parse: parsePlain, what: 'a plain number', example: "'> +10%', '> 1.5x', '> +5' or '> 30'" },
};

function parsePlain(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`'${text}' is not a plain number`);
}

/** Parses a limit: a ratio, or a value in the metric's unit. */
function parseLimit(text: string, { name, unit }: MetricSpec): Pick<Gate, 'kind' | 'limit'> {
  const percent = /^([+-]\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'ratio', limit: 1 + Number(percent) / 100 };
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined) return { kind: 'ratio', limit: Number(factor) };
  const sign = text.startsWith('-') ? -1 : 1;
  const relative = /^[+-]/.test(text);
  const own = limitUnits[unit];
  if (own === undefined) throw new Error(`no limits are known for the unit ${unit}`);
  try {
    const limit = own.parse(relative ? text.slice(1) : text);
    return relative ? { kind: 'shift', limit: sign * limit } : { kind: 'value', limit };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `--fail-if: '${text}' is neither a share nor ${own.what}, as a limit of ${name} has to be`,
      `Write ${own.example}.`,
    );
  }
}

function unknownMetric(name: string, metrics: readonly MetricSpec[]): UsageError {
  const names = metrics.map((metric) => metric.name);
  const meant = nearest(name, names);
  return new UsageError(
    `--fail-if: unknown metric '${name}'`,
    meant === undefined ? `Metrics: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

/** @throws UsageError for a gate that judges no version of this plan */
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

/**
 * Whether a gate judges any arm. Only a value can judge the reference.
 * @param candidates the arms other than the reference
 */
const judgesSomething = ({ arm, kind }: Gate, candidates: readonly string[]): boolean =>
  arm === undefined ? candidates.length > 0 : kind === 'value' || candidates.includes(arm);

/** A chosen duration exceeds the time that the samples need on average by this factor. */
const margin = 1.2;
/** The longest duration that is chosen without --duration, because a comparison runs dozens of trials. */
const longestChosenNs = 120e9;
const granularityNs = 1e9;

interface GateDuration {
  durationNs: number;
  /** Why the duration was chosen, or why it may be too short. */
  warnings: Warning[];
}

/**
 * How long each trial has to measure so that the quantiles of all gates are defined.
 * @param typed whether the duration was typed or varies between the arms: then it is not changed
 * @throws UsageError for a gate whose quantile needs more samples than the trials can have
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
  /** The time that the samples need on average, in the arm that needs most time. */
  durationNs: number;
  givenNs: number;
  rateRemedy: string;
}

/** What a gate needs in its slowest arm. Undefined if the number of samples is not known in advance. */
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
  // For the main metric, 0 means that the number is not known.
  return workload.samplesPerSecond(settings, scenario) || undefined;
}

const wants = ({ gate, minSamples, perSecond }: Need) =>
  `${gate.metric}.${gate.quantile} needs ${minSamples} samples in each, at ${Number(perSecond.toPrecision(2))} a second`;

/** Rates are estimates, so a trial may get twice the expected samples, but not more. */
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
