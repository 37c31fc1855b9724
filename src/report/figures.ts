// Figures for people: three significant digits, in the unit that keeps the number between 1 and 1000.

const scales: Record<string, readonly [number, string][]> = {
  ns: [
    [1, 'ns'],
    [1e3, 'us'],
    [1e6, 'ms'],
    [1e9, 's'],
  ],
  B: [
    [1, 'B'],
    [2 ** 10, 'KiB'],
    [2 ** 20, 'MiB'],
    [2 ** 30, 'GiB'],
  ],
};

/** `12.3 ms` for 12345678 ns. A unit without scales is printed unchanged; the unit `1` is not printed. */
export function figure(value: number, unit: string, separator = ' '): string {
  const scale = scales[unit];
  if (scale === undefined) return unit === '1' ? significant(value) : `${significant(value)}${separator}${unit}`;
  const fitting = scale.filter(([factor]) => rounded(value / factor) >= 1);
  const [factor, name] = fitting.at(-1) ?? scale[0] ?? [1, unit];
  return `${significant(value / factor)}${separator}${name}`;
}

/** Three significant digits, never with an exponent: 0.123, 1.23, 12.3, 123, 1234. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(rounded(value))));
  return value.toFixed(Math.min(6, Math.max(0, 2 - magnitude)));
}

/** A whole number with thousands separators: `12,345`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The same in at most four characters from 10,000 on: `12k`, `1.2M`. */
export function shortCount(value: number): string {
  const [factor, suffix] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = value / factor;
  return `${suffix !== '' && scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${suffix}`;
}

const rounded = (value: number) => Number(value.toPrecision(3));
