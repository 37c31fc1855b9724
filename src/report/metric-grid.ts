// The wide layout: a row for each metric, and for each version the columns n, p50, p90, p99, max.

import type { MetricSpec } from '../model/metric.js';
import { shortVersion } from '../model/provider.js';
import type { TrialResult } from '../model/result.js';
import { shortCount } from './figures.js';
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
  return `${nameLine(trials, widths, paint)}\n${renderPlainTable({ rows, leftColumns: 1, gap })}`;
}

/** What stands before a version's first column, to set the versions apart. */
const apart = (index: number) => (index === 0 ? '' : ' ');

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

/** Each version's name in the middle above its columns, between two lines that show how far they reach. */
function nameLine(trials: readonly TrialResult[], widths: readonly number[], paint: Paint): string {
  const groups = trials.map((trial, i) => {
    const version = shortVersion(trial.version);
    const first = 1 + i * summaryParts.length;
    const own = widths.slice(first, first + summaryParts.length);
    const room = own.reduce((sum, width) => sum + width + gap, -gap) - apart(i).length - version.length - 2;
    const left = Math.max(0, Math.floor(room / 2));
    const line = (length: number) => paint.dim('─'.repeat(Math.max(0, length)));
    return `${' '.repeat(gap)}${apart(i)}${line(left)} ${paint.bold(version)} ${line(room - left)}`;
  });
  return ' '.repeat(widths[0] ?? 0) + groups.join('');
}
