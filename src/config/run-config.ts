import type { ComparisonPlan } from '../documents/plan.js';
import type { TraceMode } from '../documents/result.js';
import type { Scenario } from '../documents/scenario.js';
import type { Settings } from '../workloads/common-options.js';
import type { HostLimits } from '../workloads/options.js';
import type { Workload } from '../workloads/workload.js';

/** `violation`, `stall`, or a metric that exceeds a time. */
export type TraceTrigger = { readonly on: 'violation' | 'stall' } | { readonly on: string; readonly aboveNs: number };

export const runFormats = ['terminal', 'csv'] as const;
export type RunFormat = (typeof runFormats)[number];

export const maxSeed = 2 ** 32 - 1;

/** What a trial does, whatever the version: every value in base units and within its limits. */
export interface LoadConfig {
  readonly workload: Workload;
  readonly seed: number;
  readonly settings: Settings;
  /** CPUs for the trial's threads, in order; empty: not pinned. */
  readonly pinCpus: readonly number[];
  /** Of the workload mix: the threads that its option names. */
  readonly scenario?: Scenario;
}

/** A checked command line of `run`. */
export interface RunConfig extends LoadConfig {
  readonly versions: readonly string[];
  /** Each version under several values of options; absent: once. */
  readonly plan?: ComparisonPlan;
  readonly format: RunFormat;
  /** Absent: untraced. */
  readonly trace?: TraceConfig;
  /** Pairs of trials that tell what tracing itself costs; absent: none. */
  readonly accountTrace?: number;
  /** Where to save the result document. */
  readonly outFile?: string;
}

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

/** What the command line is checked against. */
export interface Host extends HostLimits {
  /** CPUs that this process may be pinned to. */
  readonly allowedCpus: readonly number[];
  /** The text of a shipped scenario, or of a file. @throws UserError */
  readScenario(name: string): string;
  /** The path of a version's library: of a file that is named, or of one that `provider build` made. */
  providerFile(version: string): string | undefined;
}

/** Flags as typed, without their dashes; absent where not given. */
export type Flags = Readonly<Record<string, string | undefined>>;
