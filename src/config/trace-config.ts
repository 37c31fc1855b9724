// What `run` records of a trial, and which part of it is kept: the flags of tracing, checked.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { durationText, parseCount, parseDurationNs } from '../base/units.js';
import { type TraceMode, traceModes } from '../documents/result.js';
import { withFlag } from '../workloads/options.js';
import type { Workload } from '../workloads/workload.js';
import type { Flags } from './load-config.js';
import { checkTracePattern, defaultTracePattern, recordingBeside } from './trace-file.js';

/** Absent: untraced. Without a name the recording stays beside the trace; a typed name says what is wanted. */
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

/** How many pairs of trials. */
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

/** `violation`, `stall`, or `METRIC > TIME`. */
function parseTrigger(typed: string | undefined, mode: TraceMode, workload: Workload): TraceTrigger | undefined {
  if (typed === undefined) return undefined;
  if (mode === 'stream') {
    throw new UsageError(
      '--trace-if is for a flight recorder, and a stream keeps everything',
      'Use --trace-mode ring.',
    );
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

/** Times that are measured while it runs: not the floors, which are the machine's. */
const triggerMetrics = (workload: Workload) =>
  workload.metrics.filter(({ name, unit }) => unit === 'ns' && !name.startsWith('floor.')).map(({ name }) => name);

/** `violation`, `stall`, or a metric that exceeds a time. */
export type TraceTrigger = { readonly on: 'violation' | 'stall' } | { readonly on: string; readonly aboveNs: number };

export interface TraceConfig {
  /** May hold `{version}`. Its ending says the format. */
  readonly filePattern: string;
  /** Where the raw recording stays beside it; absent: it does not. */
  readonly recordingPattern?: string;
  /** Capacity per thread. */
  readonly events: number;
  /** ring: the last events of each thread are kept; stream: all, written while it runs. */
  readonly mode: TraceMode;
  /** Of a ring: what it stops at. Without it no trace is kept. */
  readonly trigger?: TraceTrigger;
}
