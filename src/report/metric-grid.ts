// The wide layout: a row for each metric, and for each version the columns n, p50, p90, p99, max.

import type { TrialResult } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import type { MetricSpec } from '../workloads/metric.js';
import { shortCount } from './figures.js';
import { apart, groupLine } from './group-line.js';
import { markedLabel } from './meaning-notes.js';
import { measuredMetrics, quantileText, summaryParts } from './metric-rows.js';
import type { Paint } from './paint.js';
import { columnWidths, renderPlainTable } from './plain-table.js';

const gap = 1;

/** Undefined where it would be wider than `columns`. */
export function metricGrid(
  workload: string,
  trials: readonly TrialResult[],
  columns: number,
  paint: Paint,
): string | undefined {
  const specs = measuredMetrics(workload, trials);
  // There is no room for "not offered".
  if (trials.some(({ notOffered }) => notOffered !== undefined)) return undefined;
  const rows = [
    ['', ...trials.flatMap((_, i) => summaryParts.map((part) => (part === 'n' ? apart(i) : '') + paint.dim(part)))],
    ...specs.flatMap((spec, i) => {
      const row = gridRow(spec, trials, paint);
      return i > 0 && specs[i - 1]?.role !== spec.role ? [[], row] : [row];
    }),
  ];
  const widths = columnWidths(rows);
  if (widths.reduce((sum, width) => sum + width + gap, -gap) > columns) return undefined;
  const groups = trials.map(({ version }) => ({ title: shortVersion(version), columns: summaryParts.length }));
  return `${groupLine(groups, widths, gap, paint)}\n${renderPlainTable({ rows, leftColumns: 1, gap })}`;
}

function gridRow(spec: MetricSpec, trials: readonly TrialResult[], paint: Paint): string[] {
  const cells = trials.flatMap(({ metrics }, i) => {
    const summary = metrics[spec.name];
    return summaryParts.map((part) => {
      if (part === 'n') return summary === undefined ? '' : apart(i) + shortCount(summary.n);
      return quantileText(summary, part, '');
    });
  });
  return [paint.bold(markedLabel(spec, trials)), ...cells];
}
