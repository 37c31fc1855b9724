// Shared by both layouts of the metrics' table: which metrics, which parts of each metric, and the text of a cell.

import type { MetricSummary, TrialResult } from '../documents/result.js';
import { findWorkload } from '../workloads/index.js';
import type { MetricSpec } from '../workloads/metric.js';
import { count, figure } from './figures.js';

export const summaryParts = ['n', 'p50', 'p90', 'p99', 'max'] as const;
type SummaryPart = (typeof summaryParts)[number];

/** Shown for a quantile that has too few samples. */
export const undefinedMark = '-';

/** The workload's metrics that have samples in some trial, then metrics that the workload does not declare. */
export function measuredMetrics(workload: string, trials: readonly TrialResult[]): MetricSpec[] {
  const summaries = trials.flatMap((trial) => Object.entries(trial.metrics));
  const measured = new Map(summaries.filter(([, summary]) => summary.n > 0));
  const declared = findWorkload(workload)?.metrics ?? [];
  const undeclared = [...measured].filter(([name]) => !declared.some((spec) => spec.name === name));
  return [
    ...declared.filter((spec) => measured.has(spec.name)),
    ...undeclared.map(
      ([name, { unit }]): MetricSpec => ({ name, label: name, unit, role: 'detail', better: 'neither' }),
    ),
  ];
}

/** The number of samples. A metric that the RCU does not offer is not 0; blank if nothing was measured. */
export function sampleCountText({ metrics, notOffered }: TrialResult, metric: string): string {
  if (notOffered?.includes(metric)) return 'not offered';
  const summary = metrics[metric];
  return summary === undefined ? '' : count(summary.n);
}

/** A quantile or the maximum; blank if the metric was not measured. */
export function quantileText(
  summary: MetricSummary | undefined,
  part: Exclude<SummaryPart, 'n'>,
  separator = ' ',
): string {
  if (summary === undefined) return '';
  const value = summary[part];
  return value === undefined ? undefinedMark : figure(value, summary.unit, separator);
}
