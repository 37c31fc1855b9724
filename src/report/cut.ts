// `trace cut`, as people read it.
import type { Cut } from '../documents/trace-reports.js';
import { exportedText } from './exported.js';
import { figure } from './figures.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';

export function cutText(cut: Cut, terminal: { columns: number; paint: Paint }): string {
  const rows = cut.exemplars.map(({ title, percentile, resource, latencyNs }) => [
    title,
    percentile === 100 ? 'max' : `p${percentile}`,
    figure(latencyNs, 'ns', ''),
    `resource ${resource}`,
  ]);
  return `${renderPlainTable({ rows, leftColumns: 2, gap: 2 })}\n\n${exportedText(cut, terminal)}`;
}
