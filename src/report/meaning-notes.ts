// Marks metrics that measure different quantities in the versions of one table.

import type { TrialResult } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import { meaningOf } from '../workloads/meaning.js';
import type { MetricSpec } from '../workloads/metric.js';
import { measuredMetrics } from './metric-rows.js';
import { wrap } from './wrap.js';

const mark = '*';

/** The metric's label for a row, marked if the `trials` measure different quantities. */
export const markedLabel = ({ name, label }: MetricSpec, trials: readonly TrialResult[]): string =>
  differs(meanings(name, trials)) ? label + mark : label;

/** A paragraph for each marked metric: what it measures in which versions. Empty if no metric is marked. */
export function meaningNotes(workload: string, trials: readonly TrialResult[], columns: number): string {
  const notes = measuredMetrics(workload, trials).flatMap(({ name, label }) => {
    const found = meanings(name, trials);
    if (!differs(found)) return [];
    const parts = [...found].map(([meaning, versions]) => `in ${versions.join(', ')} ${meaning}`);
    return [`${mark}  ${wrap(`${label} is not the same quantity everywhere: ${parts.join('; ')}`, columns - 3, 3)}`];
  });
  return notes.join('\n');
}

/** The versions that have samples of the metric, grouped by what the metric measures. */
function meanings(metric: string, trials: readonly TrialResult[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { version, metrics } of trials) {
    const meaning = meaningOf(metric, version);
    if (meaning === undefined || (metrics[metric]?.n ?? 0) === 0) continue;
    found.set(meaning, [...(found.get(meaning) ?? []), shortVersion(version)]);
  }
  return found;
}

const differs = (found: Map<string, string[]>) => found.size > 1;
