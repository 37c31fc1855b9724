// The tables of `fidelity`: the distance between the sides for each metric, their quantiles, and what their engines
// did.
import type { FidelityCounter, FidelityDocument, FidelityRow, Side } from '../../documents/fidelity.js';
import type { MetricSummary } from '../../documents/result.js';
import { pText, quantityText } from '../comparison/words.js';
import { figure, shortCount } from '../figures.js';
import { apart, endOf, groupLine } from '../group-line.js';
import { undefinedMark } from '../metric-rows.js';
import type { Paint } from '../paint.js';
import { alignLastLeft, columnWidths, renderPlainTable } from '../plain-table.js';
import {
  counterText,
  counterTitle,
  distanceText,
  lackingText,
  metricTitle,
  shareText,
  sideNames,
  sideTitles,
  verdictText,
} from './words.js';

const gap = 2;

export function distanceTable(document: FidelityDocument, paint: Paint): string {
  const head = ['', 'distance', 'same', '95%', 'beyond', 'finds', 'p', 'verdict'].map((text) => paint.dim(text));
  const body = byRole(document.rows, (row) => [
    paint.bold(metricTitle(document, row.metric)),
    distanceText(row.distance),
    distanceText(row.same?.median),
    distanceText(row.same?.p95),
    shareText(row.beyond),
    shareText(row.detectable),
    pText(row.adjustedP),
    emphasized(row, verdictText(row, document), paint),
  ]);
  const rows = [head, ...body];
  alignLastLeft(rows);
  return renderPlainTable({ rows, leftColumns: 1, gap });
}

/** A line separates details from the headline metrics. */
function byRole(rows: readonly FidelityRow[], cells: (row: FidelityRow) => string[]): string[][] {
  return rows.flatMap((row, i) => (i > 0 && rows[i - 1]?.role !== row.role ? [[], cells(row)] : [cells(row)]));
}

const emphasized = ({ verdict, untested }: FidelityRow, text: string, paint: Paint): string =>
  verdict === 'different' || untested === 'rejected' ? paint.bad(text) : text;

/** p50 and p99 of both sides, and how much larger those of the second side are. */
export function quantileTable(document: FidelityDocument, paint: Paint): string {
  const titles = sideTitles(document);
  const parts = ['n', 'p50', 'p99'];
  const groups = [
    ...sideNames.map((side) => ({ title: titles[side], columns: parts.length })),
    { title: differenceTitle, columns: parts.length - 1 },
  ];
  const head = ['', ...groups.flatMap(({ columns, title }, i) => setApart(heads(parts.slice(-columns), title), i))];
  const body = byRole(document.rows, (row) => [
    paint.bold(metricTitle(document, row.metric)),
    ...sideNames.flatMap((side, i) => setApart(quantileCells(row, side), i)),
    ...setApart(
      (['p50', 'p99'] as const).map((part) => differenceText(row, part)),
      groups.length - 1,
    ),
  ]);
  const rows = [head.map((text) => paint.dim(text)), ...body];
  const line = groupLine(groups, columnWidths(rows), narrowGap, paint);
  return `${line}\n${renderPlainTable({ rows, leftColumns: 1, gap: narrowGap })}`;
}

const narrowGap = 1;

/** Widens the first column so that the title fits, if the title is one of our words. */
function heads([first = '', ...others]: readonly string[], title: string): string[] {
  const room = others.reduce((sum, { length }) => sum + length + narrowGap, 0);
  return title === differenceTitle ? [first.padStart(title.length + 2 - room), ...others] : [first, ...others];
}

const differenceTitle = 'difference';

const setApart = ([first = '', ...others]: readonly string[], group: number): string[] => [
  apart(group) + first,
  ...others,
];

function quantileCells(row: FidelityRow, side: Side): string[] {
  if (row.lacking?.includes(side)) return ['', lackingText(row), ''];
  const { n, p50, p99 } = row[side];
  return [shortCount(n), ...[p50, p99].map((value) => quantileText(value, row.unit))];
}

const quantileText = (value: number | undefined, unit: string) =>
  value === undefined ? undefinedMark : figure(value, unit, '');

function differenceText({ a, b, unit, untested }: FidelityRow, part: 'p50' | 'p99'): string {
  if (untested === 'other-meaning') return '*';
  return quantityText(differenceOf(a, b, part), unit, true).replace(' ', '');
}

function differenceOf(a: MetricSummary, b: MetricSummary, part: 'p50' | 'p99'): number | undefined {
  const [one, other] = [a[part], b[part]];
  return one === undefined || other === undefined ? undefined : other - one;
}

/** Empty if neither engine reports anything. */
export function counterTable(document: FidelityDocument, paint: Paint): string {
  const { counters } = document;
  if (counters.length === 0) return '';
  const titles = sideTitles(document);
  const heads = sideNames.map((side) => paint.bold(endOf(titles[side], widestHead)));
  const head = ['', ...heads, paint.dim('difference'), paint.dim('of the same')];
  const body = counters.map((own) => [
    counterTitle(document, own),
    ...sideNames.map((side) => counterCell(own, side)),
    own.a === undefined || own.b === undefined ? '' : counterText(own.b - own.a, own.unit, true),
    counterText(own.same, own.unit),
  ]);
  return renderPlainTable({ rows: [head, ...body], leftColumns: 1, gap });
}

/** Two such names fit into 80 columns. */
const widestHead = 14;

function counterCell(own: FidelityCounter, side: Side): string {
  if (own.lacking?.includes(side)) return lackingText({ untested: 'not-offered' });
  return counterText(own[side], own.unit) || undefinedMark;
}
