// Quantities as people write them, and back. The tool uses base units internally: nanoseconds, bytes, events per
// second. Texts made here are exact: parsing a text gives the same number again. Figures in tables are rounded
// elsewhere.
import { UsageError } from './errors.js';

const durationUnits = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const;
const sizeUnits = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

const durationExamples = '50us, 10ms, 1.5s or 2m';
const sizeExamples = '128KiB, 4MiB or 1GiB';

/** `50us` → 50000. Whole nanoseconds; a bare `0` is the only number that needs no unit. */
export function parseDurationNs(text: string): number {
  return parseQuantity(text, 'duration', durationUnits, 'ns, us, ms, s, m, h', durationExamples);
}

/** `4MiB` → 4194304. Whole bytes. */
export function parseSizeBytes(text: string): number {
  return parseQuantity(text, 'size', sizeUnits, 'B, KiB, MiB, GiB', sizeExamples);
}

/** `4`, `0.5`, `120/s` → events per second. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(?:\/s)?$/.exec(text.trim());
  if (match) return Number(match[1]);
  throw new UsageError(notA(text, 'a rate'), 'Write a rate as events per second, such as 4, 0.5 or 120.');
}

/** A whole number of at least 0. */
export function parseCount(text: string): number {
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(notA(text, 'a whole number'));
}

/** The shortest exact text of whole nanoseconds: 1500000 → `1.5ms`. */
export function durationText(durationNs: number): string {
  return exactText(durationNs, durationUnits, ['h', 'm', 's', 'ms', 'us', 'ns']);
}

/** The shortest exact text of whole bytes: 1048576 → `1MiB`. */
export function sizeText(sizeBytes: number): string {
  return exactText(sizeBytes, sizeUnits, ['GiB', 'MiB', 'KiB', 'B']);
}

/** `0.05` → `5%`. Parsing the text gives the same number. */
export function percentText(share: number): string {
  const shortest = [12, 13, 14, 15, 16].map((digits) => decimalText(Number((share * 100).toPrecision(digits))));
  return `${shortest.find((text) => Number(text) / 100 === share) ?? decimalText(share * 100)}%`;
}

/** A number of at least 0 in digits, without an exponent: 1e-7 → `0.0000001`. */
export function decimalText(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function parseQuantity(
  text: string,
  what: string,
  units: Record<string, number>,
  unitNames: string,
  examples: string,
): number {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  const match = /^(-?(?:\d+(?:\.\d+)?|\.\d+))\s?([A-Za-zµμ]*)$/.exec(trimmed);
  if (!match) throw new UsageError(notA(text, `a ${what}`), `Write a ${what} with its unit, such as ${examples}.`);
  const [, number = '', unit = ''] = match;
  if (number.startsWith('-')) throw new UsageError(`'${text}' is negative`, `A ${what} is at least 0.`);
  if (unit === '') throw new UsageError(`'${text}' has no unit`, `Write a ${what} with its unit, such as ${examples}.`);
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (factor === undefined)
    throw new UsageError(`'${text}' has an unknown unit '${unit}'`, `Units of a ${what}: ${unitNames}.`);
  return Math.round(Number(number) * factor);
}

const notA = (text: string, what: string) =>
  text.trim() === '' ? `an empty text is not ${what}` : `'${text}' is not ${what}`;

/** The shortest exact text with a number of at least 1; of equally short texts the one with the largest unit. */
function exactText<U extends Record<string, number>>(
  value: number,
  units: U,
  largestFirst: (keyof U & string)[],
): string {
  if (value === 0) return '0';
  const candidates = largestFirst.map((unit) => ({
    unit,
    factor: units[unit] ?? 1,
    number: value / (units[unit] ?? 1),
  }));
  return candidates
    .filter(({ number, factor }) => number >= 1 && isExact(number, factor, value))
    .map(({ number, unit }) => `${number}${unit}`)
    .reduce((shortest, text) => (shortest !== '' && shortest.length <= text.length ? shortest : text), '');
}

/** Whether parsing the printed `number` gives `value` again, and the print has no exponent. */
function isExact(number: number, factor: number, value: number): boolean {
  const text = String(number);
  return !text.includes('e') && Math.round(Number(text) * factor) === value;
}
