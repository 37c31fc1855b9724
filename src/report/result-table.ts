// The tables of metrics of a run, in a wide and in a narrow layout.
import type { ResultDocument, TrialResult } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import type { MetricSpec } from '../workloads/metric.js';
import { counterRows } from './counters.js';
import { shortCount } from './figures.js';
import { apart, groupLine } from './group-line.js';
import { markedLabel } from './meaning-notes.js';
import { measuredMetrics, quantileText, sampleCountText, summaryParts } from './metric-rows.js';
import type { Paint } from './paint.js';
import { columnWidths, renderPlainTable, rule, splitToFit } from './plain-table.js';
import { isPlainPass, statusWord } from './status.js';

/**
 * The tables of a run, at most `columns` wide: the wide layout if all versions fit next to each other, otherwise the
 * narrow one.
 */
export function resultTables({ config, trials }: ResultDocument, columns: number, paint: Paint): string {
  const grid = metricGrid(config.workload, trials, columns, paint);
  if (grid === undefined) return metricStack(config.workload, trials, columns, paint, { metrics: true });
  return `${grid}\n\n${metricStack(config.workload, trials, columns, paint, { metrics: false })}`;
}

const gridGap = 1;

/** Undefined if the table would be wider than `columns`. */
function metricGrid(
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
  if (widths.reduce((sum, width) => sum + width + gridGap, -gridGap) > columns) return undefined;
  const groups = trials.map(({ version }) => ({ title: shortVersion(version), columns: summaryParts.length }));
  return `${groupLine(groups, widths, gridGap, paint)}\n${renderPlainTable({ rows, leftColumns: 1, gap: gridGap })}`;
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

const stackGap = 2;

interface StackParts {
  /** False: omits the column with the names of the quantiles. */
  metrics: boolean;
}

/** Versions that do not fit into `columns` go into further tables below. */
function metricStack(
  workload: string,
  trials: readonly TrialResult[],
  columns: number,
  paint: Paint,
  parts: StackParts,
): string {
  // Marked by what all versions measure, even if a table contains only some of them.
  const label = (spec: MetricSpec) => paint.bold(markedLabel(spec, trials));
  const leftColumns = parts.metrics ? 2 : 1;
  const rows = (some: readonly TrialResult[]) =>
    stackRows(workload, some, paint, parts, label).map((row) =>
      parts.metrics || row === rule ? row : row.filter((_, i) => i !== 1),
    );
  const widths = columnWidths(rows(trials));
  const left = widths.slice(0, leftColumns).reduce((sum, width) => sum + width + stackGap, -stackGap);
  return splitToFit(trials, left, widths.slice(leftColumns), stackGap, columns)
    .map((some) => renderPlainTable({ rows: rows(some), leftColumns, gap: stackGap }))
    .join('\n\n');
}

type Label = (spec: MetricSpec) => string;

function stackRows(
  workload: string,
  trials: readonly TrialResult[],
  paint: Paint,
  parts: StackParts,
  label: Label,
): string[][] {
  const specs = parts.metrics ? measuredMetrics(workload, trials) : [];
  const role = (name: MetricSpec['role']) => specs.filter((spec) => spec.role === name);
  const sections = [
    role('headline').flatMap((spec) => metricRows(spec, trials, paint, label)),
    role('detail').flatMap((spec) => metricRows(spec, trials, paint, label)),
    counterRows(trials).map(({ label, text }) => [paint.bold(label), '', ...trials.map((trial) => text(trial) ?? '')]),
    role('floor').map((spec) => floorRow(spec, trials, paint, label)),
  ];
  return [
    ['', '', ...trials.map((trial) => paint.bold(shortVersion(trial.version)))],
    ...(trials.every(isPlainPass) ? [] : [statusRow(trials, paint)]),
    ...sections.filter((rows) => rows.length > 0).flatMap((rows) => [rule, ...rows]),
  ];
}

function statusRow(trials: readonly TrialResult[], paint: Paint): string[] {
  const word = (trial: TrialResult) => (isPlainPass(trial) ? statusWord(trial) : paint.bad(statusWord(trial)));
  return [paint.bold('status'), '', ...trials.map(word)];
}

function metricRows(spec: MetricSpec, trials: readonly TrialResult[], paint: Paint, label: Label): string[][] {
  return summaryParts.map((part, i) => [
    i === 0 ? label(spec) : '',
    paint.dim(part),
    ...trials.map((trial) =>
      part === 'n' ? sampleCountText(trial, spec.name) : quantileText(trial.metrics[spec.name], part),
    ),
  ]);
}

function floorRow(spec: MetricSpec, trials: readonly TrialResult[], paint: Paint, label: Label): string[] {
  return [label(spec), paint.dim('p50'), ...trials.map(({ metrics }) => quantileText(metrics[spec.name], 'p50'))];
}
