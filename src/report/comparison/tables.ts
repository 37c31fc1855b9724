// The tables of a comparison as plain text: a block of rows for each tested quantile, with a row for each arm; and the
// medians of metrics that were not tested, with a column for each arm.
import { type ArmRow, type ComparisonDocument, type ComparisonRow, isWorse } from '../../documents/comparison.js';
import type { Paint } from '../paint.js';
import { alignLastLeft, columnWidths, renderPlainTable, splitToFit } from '../plain-table.js';
import {
  pText,
  quantityText,
  ratioIntervalText,
  ratioText,
  rowTitle,
  spreadText,
  trialsOfRow,
  verdictText,
} from './words.js';

interface TableOptions {
  columns: number;
  paint: Paint;
  /** ASCII only: `+-` for `±`. */
  ascii?: boolean;
}

interface Column {
  head: string;
  text: (arm: ArmRow, row: ComparisonRow) => string;
  /** If there is not room for all columns, the columns with the lowest priority are dropped first. */
  importance: number;
}

const gap = 2;

export function testedTable(document: ComparisonDocument, options: TableOptions): string {
  const { columns, paint } = options;
  const rows = document.rows.filter((row) => row.tested);
  if (rows.length === 0) return '';
  const shown = fittingColumns(tableColumns(document, options), rows, columns);
  const head = shown.map(({ head: text }) => paint.dim(text));
  const cells = rows.flatMap((row) => row.arms.map((arm) => shown.map((column) => column.text(arm, row))));
  alignLastLeft([head, ...cells]);
  const [first = '', ...lines] = renderPlainTable({ rows: [head, ...cells], leftColumns: 1, gap }).split('\n');
  const perRow = rows[0]?.arms.length ?? 1;
  const blocks = rows.map((row, i) => {
    const own = lines.slice(i * perRow, (i + 1) * perRow);
    return [paint.bold(rowTitle(document, row)), ...own.map((line, j) => emphasis(line, row.arms[j], paint))].join(
      '\n',
    );
  });
  return [first, ...blocks].join('\n');
}

function emphasis(line: string, arm: ArmRow | undefined, paint: Paint): string {
  return isWorse(arm?.verdict) || arm?.untested === 'rejected' ? paint.bad(line) : line;
}

function fittingColumns(all: readonly Column[], rows: readonly ComparisonRow[], room: number): Column[] {
  const width = (column: Column) => {
    const texts = rows.flatMap((row) => row.arms.map((arm) => [column.text(arm, row)]));
    return (columnWidths([[column.head], ...texts])[0] ?? 0) + gap;
  };
  const shown = all.filter((column) => width(column) > gap);
  const leastFirst = [...shown].sort((a, b) => a.importance - b.importance);
  let total = shown.reduce((sum, column) => sum + width(column), -gap);
  const dropped = new Set<Column>();
  for (const column of leastFirst) {
    if (total <= room || column.importance >= essential) break;
    dropped.add(column);
    total -= width(column);
  }
  return shown.filter((column) => !dropped.has(column));
}

const essential = 10;

function tableColumns({ method }: ComparisonDocument, { ascii }: TableOptions): Column[] {
  return [
    { head: '', importance: essential, text: ({ label }) => `  ${label}` },
    // Every figure and every verdict has this number of trials.
    { head: 'n', importance: essential, text: trialsOfRow },
    { head: 'median', importance: essential, text: ({ median }, { unit }) => quantityText(median, unit) },
    { head: '', importance: 4, text: (arm) => spreadText(arm, ascii ? '+-' : '±') },
    { head: 'shift', importance: 2, text: ({ shift }, { unit }) => quantityText(shift, unit, true) },
    { head: 'ratio', importance: essential, text: ({ ratio }) => ratioText(ratio) },
    {
      head: intervalHead(method.confidence),
      importance: 3,
      text: ({ ratioInterval }) => ratioIntervalText(ratioInterval),
    },
    { head: 'p', importance: 5, text: ({ adjustedP }) => pText(adjustedP) },
    { head: 'verdict', importance: essential, text: (arm) => verdictText(arm, method.minTrials) },
  ];
}

/** `95% CI` */
export const intervalHead = (confidence: number) => `${Number((confidence * 100).toFixed(2))}% CI`;

/** Medians only; as many arms next to each other as fit. */
export function untestedTable(document: ComparisonDocument, { columns, paint }: TableOptions): string {
  const rows = document.rows.filter((row) => !row.tested && isShown(row));
  if (rows.length === 0) return '';
  const labels = document.arms.map(({ label }) => label);
  const usedBy = new Map(document.arms.map(({ label, used }) => [label, used]));
  const table = (some: readonly string[]) => [
    [paint.dim('not tested'), ...some.map((label) => paint.bold(label))],
    [paint.dim('n'), ...some.map((label) => `${usedBy.get(label) ?? 0}`)],
    ...rows.map((row) => [rowTitle(document, row), ...some.map((label) => medianOf(row, label, usedBy.get(label)))]),
  ];
  const [left = 0, ...widths] = columnWidths(table(labels));
  return splitToFit(labels, left, widths, gap, columns)
    .map((some) => renderPlainTable({ rows: table(some), leftColumns: 1, gap }))
    .join('\n\n');
}

/** For metrics that are no headline the median suffices; the document contains the rest. */
const isShown = ({ role, quantile }: ComparisonRow) =>
  role === 'headline' ? quantile !== 'p99_9' : quantile === 'p50';

/** Prefixed by the number of trials if that differs from the column's. */
function medianOf(row: ComparisonRow, label: string, used: number | undefined): string {
  const arm = row.arms.find((own) => own.label === label);
  const n = arm === undefined || arm.n === 0 || arm.n === used ? '' : `(n=${arm.n}) `;
  return `${n}${quantityText(arm?.median, row.unit)}${arm?.meaning === undefined ? '' : ' *'}`;
}
