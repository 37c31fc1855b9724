// `trace summary`: the figures of a trace, as a document and as a table.
import type { MetricSummary, quantiles } from '../documents/result.js';
import type { TraceSummary } from '../documents/trace-reports.js';
import { summarize } from '../stats/summarize.js';
import { count, figure, shortCount } from './figures.js';
import { undefinedMark } from './metric-rows.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';

export interface SummaryDocument {
  file: string;
  slices: ({ category: string; name: string; totalNs: number } & MetricSummary)[];
  marks: TraceSummary['marks'];
}

/** Unmaps first, then the engine from the outside in, then the machine; unknown categories come last. */
const order = ['unmap', 'grace_period', 'force', 'callback', 'event', 'futex', 'bql', 'reader', 'command', 'memory'];

function byCategory(a: { category: string; name: string }, b: { category: string; name: string }): number {
  const rank = ({ category }: { category: string }) =>
    order.includes(category) ? order.indexOf(category) : order.length;
  const whole = ({ category, name }: { category: string; name: string }) => (name === category ? 0 : 1);
  return rank(a) - rank(b) || compare(a.category, b.category) || whole(a) - whole(b) || compare(a.name, b.name);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function summaryDocument(file: string, { slices, marks }: TraceSummary): SummaryDocument {
  return {
    file,
    slices: slices
      .map(({ category, name, lengthNs }) => ({
        category,
        name,
        totalNs: lengthNs.reduce((sum, ns) => sum + ns, 0),
        ...summarize(lengthNs, 'ns'),
      }))
      .sort(byCategory),
    marks: [...marks].sort(byCategory),
  };
}

const longestName = 30;
const shown = ['p50', 'p90', 'p99'] as const satisfies readonly (typeof quantiles)[number]['name'][];

export function summaryText({ slices, marks }: SummaryDocument, { paint }: { paint: Paint }): string {
  if (slices.length + marks.length === 0) return 'There is nothing in it.';
  const cell = (ns: number | undefined) => (ns === undefined ? undefinedMark : figure(ns, 'ns', ''));
  const sliceRows = slices.map((slice) => [
    ...nameCells(slice),
    shortCount(slice.n),
    ...shown.map((quantile) => cell(slice[quantile])),
    cell(slice.max),
    cell(slice.totalNs),
  ]);
  const markRows = marks.map((mark) => [...nameCells(mark, 48), count(mark.count)]);
  const tables = [
    sliceRows.length > 0 && table(['slices', '', 'n', ...shown, 'max', 'total'], sliceRows, paint),
    markRows.length > 0 && table(['marks', '', 'n'], markRows, paint),
  ];
  return tables.filter((text) => text !== false).join('\n\n');
}

const nameCells = ({ category, name }: { category: string; name: string }, longest = longestName) => [
  category.length > 12 ? `${category.slice(0, 11)}…` : category,
  name.length > longest ? `${name.slice(0, longest - 1)}…` : name,
];

const table = (head: string[], rows: string[][], paint: Paint) =>
  renderPlainTable({ rows: [head.map((text) => paint.bold(text)), ...rows], leftColumns: 2, gap: 1 });
