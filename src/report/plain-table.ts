// Tables without borders: layout for all reports.
import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';

interface PlainTable {
  /** Texts, styled or not; rows may be shorter than the widest row. */
  rows: string[][];
  /** Number of columns at the left that are aligned left; the others are aligned right. */
  leftColumns: number;
  /** Spaces between two columns. */
  gap: number;
}

/** A row that renderPlainTable() draws as a line below each column. */
export const rule: string[] = [];

/** A table without borders and without trailing spaces. */
export function renderPlainTable({ rows, leftColumns, gap }: PlainTable): string {
  const widths = columnWidths(rows);
  const table = new Table({
    chars: { ...noBorders, middle: ' '.repeat(gap) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: widths.map((_, i) => (i < leftColumns ? 'left' : 'right')),
  });
  table.push(
    ...rows.map((row) =>
      row === rule ? widths.map((width) => '─'.repeat(width)) : widths.map((_, i) => row[i] ?? ''),
    ),
  );
  return table.toString().replace(/ +$/gm, '');
}

/** Pads a text at the right to a visible width. */
export const padVisible = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));

/** Aligns the last column left, for tables in which only that column contains words. Changes the rows. */
export function alignLastLeft(rows: string[][]): void {
  const last = (rows[0]?.length ?? 1) - 1;
  const width = columnWidths(rows)[last] ?? 0;
  for (const row of rows) row[last] = padVisible(row[last] ?? '', width);
}

/** Visible widths. */
export function columnWidths(rows: readonly string[][]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const width = (text = '') => stripVTControlCharacters(text).length;
  return Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map((row) => width(row[i]))));
}

/**
 * As many items into each table as `columns` hold beside its left part, at least one.
 * @param left width of the left part
 * @param widths of the items' columns, in their order
 */
export function splitToFit<Item>(
  items: readonly Item[],
  left: number,
  widths: readonly number[],
  gap: number,
  columns: number,
): Item[][] {
  const tables: Item[][] = [];
  let used = Number.POSITIVE_INFINITY;
  items.forEach((item, i) => {
    const width = gap + (widths[i] ?? 0);
    if (used + width > columns) {
      tables.push([]);
      used = left;
    }
    tables.at(-1)?.push(item);
    used += width;
  });
  return tables;
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};
