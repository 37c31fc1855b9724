// Trials of comparisons whose figures are known in advance.

import { defaultThresholds, type FullJudgement } from '../../src/config/compare-config.js';
import type { ArmRow, ComparisonRow, SummaryQuantile } from '../../src/documents/comparison.js';
import type { Arm } from '../../src/documents/plan.js';
import type { MetricSummary, TrialResult } from '../../src/documents/result.js';
import type { ArmTrials } from '../../src/stats/arm-trials.js';
import { compareArms, type Statistics } from '../../src/stats/compare.js';
import type { MetricSpec } from '../../src/workloads/metric.js';
import { trialOf } from './documents.js';

export const metricOf = (name: string, role: MetricSpec['role'] = 'headline', unit = 'ns'): MetricSpec => ({
  name,
  label: name,
  unit,
  role,
  better: 'less',
});

export const unmap = metricOf('unmap.latency');

export const judgement: FullJudgement = { ...defaultThresholds, gates: [], strict: false };

/** A trial that measured `metrics`: for each metric, its p50 or several quantiles. */
export function trialWith(
  version: string,
  metrics: Record<string, number | Partial<MetricSummary>>,
  changes: Partial<TrialResult> = {},
): TrialResult {
  const summaries = Object.entries(metrics).map(([name, quantiles]) => {
    const known = typeof quantiles === 'number' ? { p50: quantiles } : quantiles;
    return [name, { unit: 'ns', n: 200, ...known }];
  });
  return trialOf(version, { metrics: Object.fromEntries(summaries), ...changes });
}

/** An arm whose trials have these values as the p50 of `unmap.latency`. */
export function armOf(arm: string | Arm, values: readonly number[], metric = 'unmap.latency'): ArmTrials {
  const own = typeof arm === 'string' ? { label: arm, version: arm } : arm;
  return { arm: own, trials: values.map((value) => trialWith(own.version, { [metric]: value })) };
}

/** The same arm with one more trial, which did not pass. */
export function withTrial(own: ArmTrials, changes: Partial<TrialResult>, value = 1): ArmTrials {
  return { ...own, trials: [...own.trials, trialWith(own.arm.version, { 'unmap.latency': value }, changes)] };
}

/** `n` values from `first` in steps of `step`: no ties. */
export const ramp = (first: number, n: number, step = 1) => Array.from({ length: n }, (_, i) => first + step * i);

/** Compares all arms with the first arm. */
export function compare(
  arms: readonly ArmTrials[],
  changes: Partial<FullJudgement> & { metrics?: readonly MetricSpec[]; looks?: number } = {},
): Statistics {
  const { metrics = [unmap], looks = 0, ...judged } = changes;
  return compareArms(arms, arms[0]?.arm.label ?? '', metrics, { ...judgement, ...judged }, looks);
}

export function rowOf(
  { rows }: Pick<Statistics, 'rows'>,
  quantile: SummaryQuantile = 'p50',
  metric = 'unmap.latency',
): ComparisonRow {
  const row = rows.find((one) => one.metric === metric && one.quantile === quantile);
  if (row === undefined) throw new Error(`no row of ${metric} ${quantile}`);
  return row;
}

export function cellOf(
  statistics: Pick<Statistics, 'rows'>,
  label: string,
  quantile?: SummaryQuantile,
  metric?: string,
): ArmRow {
  const cell = rowOf(statistics, quantile, metric).arms.find((arm) => arm.label === label);
  if (cell === undefined) throw new Error(`no arm ${label}`);
  return cell;
}
