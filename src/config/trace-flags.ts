// Flags of the `trace` commands.
import { UsageError } from '../base/errors.js';
import { parseCount, parseDurationNs } from '../base/units.js';
import type { TraceFormat } from '../documents/trace-reports.js';
import { withFlag } from '../workloads/options.js';

/** `99`, `99.9`: 0 … 100. */
export function parsePercentile(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 100) return value;
  throw new UsageError(
    `--percentile: '${text}' is not a percentile`,
    'Write a number from 0 to 100, such as 50 or 99.9.',
  );
}

export const parseResource = (text: string): number => withFlag('resource', () => parseCount(text));

/** A window of time, since the recording's begin. */
export interface Window {
  readonly fromNs: number;
  /** Infinity: to the end. */
  readonly toNs: number;
}

export function parseWindow(from: string | undefined, to: string | undefined): Window {
  const fromNs = from === undefined ? 0 : withFlag('from', () => parseDurationNs(from));
  const toNs = to === undefined ? Number.POSITIVE_INFINITY : withFlag('to', () => parseDurationNs(to));
  if (toNs > fromNs) return { fromNs, toNs };
  throw new UsageError(`--to: ${to} is not after --from ${from ?? '0'}`, 'Both count from the begin of the recording.');
}

const formats = ['chrome', 'perfetto'] as const;

export function parseFormat(text: string): TraceFormat {
  const format = formats.find((known) => known === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: '${text}' is not a choice`, `Choices: ${formats.join(', ')}.`);
}

/** `50,99,100`: each 0 … 100. */
export const parsePercentiles = (text: string): number[] => text.split(',').map(parsePercentile);

export const parseMargin = (text: string): number => withFlag('margin', () => parseDurationNs(text));
