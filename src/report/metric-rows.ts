// What both layouts of the metrics' table share: which metrics, which parts of each, and how one is printed.

import type { MetricSummary, TrialResult } from '../documents/result.js';
import { findWorkload } from '../workloads/index.js';
import type { MetricSpec } from '../workloads/metric.js';
import { count, figure } from './figures.js';

export const summaryParts = ['n', 'p50', 'p90', 'p99', 'max'] as const;
type SummaryPart = (typeof summaryParts)[number];

/** What stands where too few samples leave a quantile undefined. */
export const undefinedMark = '-';

/** Those of the workload's metrics of which some trial has samples, then any that it does not declare. */
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

/** How many samples; what the RCU cannot have is no 0. Blank where nothing was measured at all. */
export function sampleCountText({ metrics, notOffered }: TrialResult, metric: string): string {
  if (notOffered?.includes(metric)) return 'not offered';
  const summary = metrics[metric];
  return summary === undefined ? '' : count(summary.n);
}

/** A quantile or the maximum; blank where the metric was not measured at all. */
export function quantileText(
  summary: MetricSummary | undefined,
  part: Exclude<SummaryPart, 'n'>,
  separator = ' ',
): string {
  if (summary === undefined) return '';
  const value = summary[part];
  return value === undefined ? undefinedMark : figure(value, summary.unit, separator);
}
