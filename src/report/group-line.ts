// The line of titles above groups of columns.
import type { Paint } from './paint.js';

/** Columns of a table that belong together. */
interface ColumnGroup {
  title: string;
  columns: number;
}

/** The gap before the first column of a group. */
export const apart = (group: number) => (group === 0 ? '' : ' ');

/**
 * Each group's title in the middle above its columns, between two lines that show how far they reach.
 * @param widths of all columns: one at the left, then those of the groups; the first of each holds apart() too
 */
export function groupLine(
  groups: readonly ColumnGroup[],
  widths: readonly number[],
  gap: number,
  paint: Paint,
): string {
  let first = 1;
  const parts = groups.map(({ title, columns }, i) => {
    const own = widths.slice(first, first + columns);
    first += columns;
    const width = own.reduce((sum, one) => sum + one + gap, -gap) - apart(i).length;
    return `${' '.repeat(gap)}${apart(i)}${titled(title, width, paint)}`;
  });
  return ' '.repeat(widths[0] ?? 0) + parts.join('');
}

function titled(title: string, width: number, paint: Paint): string {
  const text = endOf(title, width - 2);
  const room = width - text.length - 2;
  const left = Math.max(0, Math.floor(room / 2));
  const line = (length: number) => paint.dim('─'.repeat(Math.max(0, length)));
  return `${line(left)} ${paint.bold(text)} ${line(room - left)}`;
}

/** A text that does not fit loses its beginning, because the end of a file's name says more. */
export const endOf = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - Math.max(0, width - 1))}`;
