// Cells as CSV.
/**
 * Rows of cells as CSV (RFC 4180): undefined becomes empty, and only cells that need quotes get them. The last line has
 * no line end.
 */
export const csvText = (lines: readonly (readonly Cell[])[]): string =>
  lines.map((cells) => cells.map(cellText).join(',')).join('\r\n');

type Cell = string | number | boolean | undefined;

function cellText(value: Cell): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
