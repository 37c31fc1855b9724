// The values that the trials of an arm give for one quantile, including trials without a value.
// A trial can lack the quantile because it was slow: it was overloaded, or it had no time for enough samples. Omitting
// such trials would favour their version. If the cause is known, the trial ranks as worse than every measured trial:
// its value is infinite, which rank statistics can handle. If nothing is known, the trial counts as missing, and there
// is no verdict.
import type { SummaryQuantile } from '../documents/comparison.js';
import type { TrialResult } from '../documents/result.js';
import type { MetricSpec } from '../workloads/metric.js';
import { type ArmTrials, passedTrials, roundKey } from './arm-trials.js';

export interface TrialValues {
  /** One a trial, in the order of the trials. Infinite: worse than every measured one. */
  readonly values: number[];
  /** Finite values. */
  readonly measured: number;
  /** Trials that count, without a value, of which nothing else is known. */
  readonly missing: number;
}

/** Arrivals faster than a version serves them make its times grow; they say nothing about other quantities. */
export const overloadRanks = ({ role, unit, better }: MetricSpec): boolean =>
  role === 'headline' && unit === 'ns' && better === 'less';

/**
 * The trials of the reference that count beside `other`: a round in which either was overloaded is lost, but with `keepEvidence`
 * not those in which the other's overload is evidence.
 */
export function referenceTrials(reference: ArmTrials, other: ArmTrials, keepEvidence: boolean): TrialResult[] {
  const lost = overloadedRounds(other);
  for (const trial of keepEvidence ? evidence(other, reference) : []) lost.delete(roundKey(trial));
  return passedTrials(reference).filter((trial) => !trial.overloaded && !lost.has(roundKey(trial)));
}

/** The trials of an arm that count beside the reference; with `keepEvidence` also those overloaded ones that are evidence. */
export function candidateTrials(own: ArmTrials, reference: ArmTrials, keepEvidence: boolean): TrialResult[] {
  const lost = overloadedRounds(reference);
  const kept = new Set(keepEvidence ? evidence(own, reference) : []);
  return passedTrials(own).filter((trial) => (!trial.overloaded || kept.has(trial)) && !lost.has(roundKey(trial)));
}

/**
 * Overloaded trials in rounds in which the reference was not overloaded, less as many as the reference has the other way round:
 * a host that disturbs either alike is no evidence.
 */
function evidence(own: ArmTrials, reference: ArmTrials): TrialResult[] {
  return overloadedAlone(own, reference).slice(overloadedAlone(reference, own).length);
}

function overloadedAlone(own: ArmTrials, other: ArmTrials): TrialResult[] {
  const shared = overloadedRounds(other);
  return passedTrials(own).filter((trial) => trial.overloaded && !shared.has(roundKey(trial)));
}

/** A trial outside a comparison has no round, and no partner that goes with it. */
function overloadedRounds(arm: ArmTrials): Set<string> {
  const lost = passedTrials(arm).filter(({ overloaded, round }) => overloaded && round !== undefined);
  return new Set(lost.map(roundKey));
}

/** One value a trial. */
export function valuesOf(trials: readonly TrialResult[], spec: MetricSpec, quantile: SummaryQuantile): TrialValues {
  const found = trials.map((trial) => trialValue(trial, spec, quantile));
  const measured = found.filter((value) => value !== undefined && Number.isFinite(value)).length;
  const overloaded = trials.some((trial) => trial.overloaded);
  // Who has no value at all may just not offer the metric.
  if (measured === 0 && !overloaded) return { values: [], measured, missing: 0 };
  const values = found.filter((value) => value !== undefined);
  return { values, measured, missing: found.length - values.length };
}

function trialValue(
  { metrics, overloaded }: TrialResult,
  spec: MetricSpec,
  quantile: SummaryQuantile,
): number | undefined {
  const worst = spec.better === 'more' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (overloaded) return worst;
  return metrics[spec.name]?.[quantile] ?? (spec.fewerMeansSlower ? worst : undefined);
}
