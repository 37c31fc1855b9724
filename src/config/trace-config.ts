// The flags that control tracing in `run`, and the flags of the `trace` commands.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { durationText, parseCount, parseDurationNs } from '../base/units.js';
import { type TraceMode, traceModes } from '../documents/result.js';
import type { TraceFormat } from '../documents/trace-reports.js';
import { withFlag } from '../workloads/options.js';
import type { Workload } from '../workloads/workload.js';
import type { Flags } from './load-config.js';
import { checkTracePattern, defaultTracePattern, recordingBeside } from './trace-file.js';

/** Undefined: untraced. Without a typed file name the raw recording is kept beside the trace. */
export function parseTrace(
  flags: Flags,
  workload: Workload,
  versions: readonly string[],
  events: number,
): TraceConfig | undefined {
  const typed = flags.trace;
  if (typed === 'off') return refuseWithoutTrace(flags, "Leave '--trace off' out.");
  if (typed === undefined && workload.untraced !== undefined) {
    return refuseWithoutTrace(flags, `${workload.name} is traced only where a file is named: --trace FILE.`);
  }
  const filePattern = checkTracePattern(typed ?? defaultTracePattern(workload.name), versions);
  const mode = parseMode(flags['trace-mode']);
  const trigger = parseTrigger(flags['trace-if'], mode, workload);
  return {
    filePattern,
    ...(typed === undefined && { recordingPattern: recordingBeside(filePattern) }),
    events,
    mode,
    ...(trigger && { trigger }),
  };
}

const mostPairs = 1000;

/** The number of trial pairs that measure the cost of tracing. */
export function parseAccountTrace(typed: string): number {
  const pairs = withFlag('account-trace', () => parseCount(typed));
  if (pairs >= 1 && pairs <= mostPairs) return pairs;
  throw new UsageError(`--account-trace: ${typed.trim()} is out of range`, `It can be 1 to ${mostPairs}.`);
}

function refuseWithoutTrace(flags: Flags, remedy: string): undefined {
  const useless = ['trace-mode', 'trace-if', 'account-trace'].find((flag) => flags[flag] !== undefined);
  if (useless !== undefined) throw new UsageError(`--${useless} needs a trace`, remedy);
  return undefined;
}

function parseMode(typed: string | undefined): TraceMode {
  if (typed === undefined) return 'ring';
  const mode = traceModes.find((known) => known === typed);
  if (mode !== undefined) return mode;
  throw new UsageError(`--trace-mode: '${typed}' is not a choice`, `Choices: ${traceModes.join(', ')}.`);
}

const form = /^\s*([a-z0-9_.]+)\s*>\s*(\S.*)$/i;

/** Parses `violation`, `stall` or `METRIC > TIME`. */
function parseTrigger(typed: string | undefined, mode: TraceMode, workload: Workload): TraceTrigger | undefined {
  if (typed === undefined) return undefined;
  if (mode === 'stream') {
    throw new UsageError('--trace-if needs the ring mode: a stream keeps all events', 'Use --trace-mode ring.');
  }
  const word = typed.trim();
  if (word === 'violation' || word === 'stall') return { on: word };
  const [, metric = '', limit = ''] = form.exec(typed) ?? [];
  const metrics = triggerMetrics(workload);
  if (metric === '') {
    throw new UsageError(
      `--trace-if: '${typed}' is no condition`,
      "Conditions: violation, stall, or a metric above a time, as in 'unmap.latency > 20ms'.",
    );
  }
  if (!metrics.includes(metric)) {
    const meant = nearest(metric, metrics);
    throw new UsageError(
      `--trace-if: ${workload.name} has no metric '${metric}' to wait for`,
      meant ? `Did you mean ${meant}?` : `Metrics: ${metrics.join(', ')}.`,
    );
  }
  return { on: metric, aboveNs: withFlag('trace-if', () => parseLimit(limit)) };
}

function parseLimit(text: string): number {
  const aboveNs = withFlag('trace-if', () => parseDurationNs(text));
  const most = 24 * 3600e9;
  if (aboveNs <= most) return aboveNs;
  throw new UsageError(`${text.trim()} is out of range`, `It can be up to ${durationText(most)}.`);
}

/** The times that are measured during the trial. The floors are measured before it. */
const triggerMetrics = (workload: Workload) =>
  workload.metrics.filter(({ name, unit }) => unit === 'ns' && !name.startsWith('floor.')).map(({ name }) => name);

/** `violation`, `stall`, or a metric that exceeds a time. */
export type TraceTrigger = { readonly on: 'violation' | 'stall' } | { readonly on: string; readonly aboveNs: number };

export interface TraceConfig {
  /** May contain `{version}`. The extension selects the format. */
  readonly filePattern: string;
  /** The file of the raw recording. Absent: the recording is not kept. */
  readonly recordingPattern?: string;
  /** Capacity of each thread's buffer, in events. */
  readonly events: number;
  /** ring: keeps the last events of each thread. stream: writes all events to the file during the trial. */
  readonly mode: TraceMode;
  /**
   * Ring mode only: the condition that stops recording. If it never becomes true, the trace is discarded. Absent:
   * always keep the trace.
   */
  readonly trigger?: TraceTrigger;
}

/** Parses a percentile from 0 to 100, such as `99.9`. */
export function parsePercentile(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 100) return value;
  throw new UsageError(
    `--percentile: '${text}' is not a percentile`,
    'Write a number from 0 to 100, such as 50 or 99.9.',
  );
}

export const parseResource = (text: string): number => withFlag('resource', () => parseCount(text));

/** A window of time, relative to the start of the recording. */
export interface Window {
  readonly fromNs: number;
  /** Infinity: the end of the recording. */
  readonly toNs: number;
}

export function parseWindow(from: string | undefined, to: string | undefined): Window {
  const fromNs = from === undefined ? 0 : withFlag('from', () => parseDurationNs(from));
  const toNs = to === undefined ? Number.POSITIVE_INFINITY : withFlag('to', () => parseDurationNs(to));
  if (toNs > fromNs) return { fromNs, toNs };
  throw new UsageError(
    `--to: ${to} is not after --from ${from ?? '0'}`,
    'Both are relative to the start of the recording.',
  );
}

const formats = ['chrome', 'perfetto'] as const;

export function parseFormat(text: string): TraceFormat {
  const format = formats.find((known) => known === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: '${text}' is not a choice`, `Choices: ${formats.join(', ')}.`);
}

/** Parses a list of percentiles, such as `50,99,100`. */
export const parsePercentiles = (text: string): number[] => text.split(',').map(parsePercentile);

export const parseMargin = (text: string): number => withFlag('margin', () => parseDurationNs(text));
