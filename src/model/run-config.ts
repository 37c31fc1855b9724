import type { ComparisonPlan } from './arm.js';
import type { HostLimits, OptionSpecs, OptionValue } from './options.js';
import type { Scenario } from './scenario.js';
import type { Workload } from './workload.js';

export const membarrierModes = ['off', 'on', 'global'] as const;
export type MembarrierMode = (typeof membarrierModes)[number];

export const waitBackends = ['futex', 'condvar', 'win32-v1', 'win32-v2', 'win32-v3'] as const;
export type WaitBackend = (typeof waitBackends)[number];
export const gpWidths = ['64', '32'] as const;
export type GpWidth = (typeof gpWidths)[number];

/** How the engine is built, whatever its version. */
export interface EngineBuild {
  readonly membarrier: MembarrierMode;
  readonly wait: WaitBackend;
  readonly gpBits: GpWidth;
}

export const traceModes = ['ring', 'stream'] as const;
export type TraceMode = (typeof traceModes)[number];

/** `violation`, `stall`, or a metric that exceeds a time. */
export type TraceTrigger = { readonly on: 'violation' | 'stall' } | { readonly on: string; readonly aboveNs: number };

/** The options that every workload has. */
export const commonOptions = {
  durationNs: {
    flag: 'duration',
    kind: 'duration',
    default: 5e9,
    min: 100e6,
    max: 24 * 3600e9,
    summary: 'measured time of each version',
  },
  warmupNs: {
    flag: 'warmup',
    kind: 'duration',
    default: 500e6,
    min: 0,
    max: 3600e9,
    summary: 'time before it that is not measured',
  },
  membarrier: {
    flag: 'membarrier',
    kind: 'choice',
    choices: membarrierModes,
    default: 'off',
    summary: "where the readers' barrier is: in the reader (off, as QEMU builds by default), or in the system call",
  },
  wait: {
    flag: 'wait',
    kind: 'choice',
    choices: waitBackends,
    default: 'futex',
    summary:
      "what timed waits are made of: futexes, a condition variable, or Windows' milliseconds as v1, v2, v3 reckon",
  },
  gpBits: {
    flag: 'gp-bits',
    kind: 'choice',
    choices: gpWidths,
    default: '64',
    summary: 'width of the grace-period counter: with 32 bits each grace period has two phases',
  },
  traceEvents: {
    flag: 'trace-buffer',
    kind: 'count',
    default: 262_144,
    min: 1024,
    max: 2 ** 24,
    summary: 'events that a trace keeps per thread',
  },
} as const satisfies OptionSpecs;

export const runFormats = ['terminal', 'csv'] as const;
export type RunFormat = (typeof runFormats)[number];

export const maxSeed = 2 ** 32 - 1;

/** What a trial does, whatever the version: every value in base units and within its limits. */
export interface LoadConfig extends EngineBuild {
  readonly workload: Workload;
  readonly seed: number;
  readonly durationNs: number;
  readonly warmupNs: number;
  /** CPUs for the trial's threads, in order; empty: not pinned. */
  readonly pinCpus: readonly number[];
  /** Of the workload mix: the threads that its option names. */
  readonly scenario?: Scenario;
  /** The workload's own, by its names: `renderNs`, `vcpus`. */
  readonly options: Readonly<Record<string, OptionValue>>;
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

/** What a file's content says that it is: an ELF library, a JSON document, or neither. */
export type FileKind = 'library' | 'document' | 'other';

/** What the command line is checked against. */
export interface Host extends HostLimits {
  /** CPUs that this process may be pinned to. */
  readonly allowedCpus: readonly number[];
  /** The text of a shipped scenario, or of a file. @throws UserError */
  readScenario(name: string): string;
  /** The path of a version's library: of a file that is named, or of one that `provider build` made. */
  providerFile(version: string): string | undefined;
}
