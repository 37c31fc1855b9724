// The reports of `trace export` and `trace cut`.
import type { Cut, Exported, ExportReport } from '../documents/trace-reports.js';
import { count, figure } from './figures.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';
import { wrap } from './wrap.js';

export function exportedText(
  exported: ExportReport & Pick<Exported, 'output' | 'damage'>,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const { output, slices, marks, counters, arrows, threads, dropped, damage } = exported;
  const what =
    `${count(slices)} slices, ${count(marks)} marks, ${count(counters)} counter values and ${count(arrows)} arrows ` +
    `of ${count(threads)} threads`;
  const warnings = [
    ...(damage === undefined ? [] : [`the recording is damaged: ${damage}`]),
    ...(dropped === 0 ? [] : [`the recording lost ${count(dropped)} events`]),
  ];
  return [
    wrap(what, columns),
    ...warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warning, columns - 8, 8)}`),
    `Trace   ${output}`,
    paint.dim(`Open    rcu-bench trace open ${quoted(output)}`),
  ].join('\n');
}

const quoted = (name: string) => (/^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);

export function cutText(cut: Cut, terminal: { columns: number; paint: Paint }): string {
  const rows = cut.exemplars.map(({ title, percentile, resource, latencyNs }) => [
    title,
    percentile === 100 ? 'max' : `p${percentile}`,
    figure(latencyNs, 'ns', ''),
    `resource ${resource}`,
  ]);
  return `${renderPlainTable({ rows, leftColumns: 2, gap: 2 })}\n\n${exportedText(cut, terminal)}`;
}
