// Prints the figures as a table.

/** @typedef {import('./figures.js').Row} Row */

const header = ['', 'ns, least', 'ns, median', 'x rdtsc'];

/** @param {Row[]} rows @param {{ ns: number, ratio: number }} resolution figures below it cannot be distinguished from 0 */
export function tableText(rows, resolution) {
  const width = Math.max(...rows.map(({ label }) => label.length));
  const line = (/** @type {string[]} */ [label = '', ...cells]) =>
    `${label.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`;
  const text = (/** @type {Row} */ row) => {
    if ('absent' in row) return `${row.label.padEnd(width)}   ${row.absent}`;
    const ns = [row.minNs, row.medianNs].map((value) => figureText(value, resolution.ns));
    return line([row.label, ...ns, figureText(row.ratio, resolution.ratio)]);
  };
  return [line(header), ...rows.map(text)].join('\n');
}

/** @param {number} value @param {number} least */
function figureText(value, least) {
  if (value < least) return `< ${least.toFixed(2)}`;
  return value.toFixed(value >= 100 ? 0 : 2);
}
