// The result document: an interface for other programs. docs/result.schema.json describes the same, docs/results.md in
// words; a change that breaks a reader needs a new schema number.
import type { ComparisonPlan, OptionValue, Shard } from './plan.js';
import type { ProviderInfo } from './provider.js';
import type { Scenario } from './scenario.js';
import type { UnmapStory, UnmapTime } from './unmap-story.js';

export const resultSchema = 'rcu-bench/result@1';

/** How a trial ended: one vocabulary everywhere. */
export const trialStatuses = [
  'pass',
  'stalled',
  'gp-violation',
  'data-race-suspect',
  'crashed',
  'interrupted',
] as const;
export type TrialStatus = (typeof trialStatuses)[number];

export interface ResultDocument {
  schema: typeof resultSchema;
  tool: ToolInfo;
  environment: Environment;
  config: ResultConfig;
  warnings: Warning[];
  /** Present where a comparison was run: `compare --out`. */
  plan?: ComparisonPlan;
  /** Where shards of a comparison were merged: the machines that ran them. `environment` is then the first of them. */
  shards?: ShardInfo[];
  /** What tracing did to each version's figures: `run --account-trace`. */
  traceAccounts?: TraceAccount[];
  /** In the order in which they ran. */
  trials: TrialResult[];
}

/** The medians of pairs of trials, a traced and an untraced one each; in base units. */
export interface TraceAccount {
  version: string;
  pairs: number;
  metrics: { metric: string; traced: number[]; untraced: number[] }[];
}

export interface ShardInfo extends Shard {
  environment: Environment;
}

export interface ToolInfo {
  name: 'rcu-bench';
  version: string;
  /** Of the checkout it ran from, if it was one; `-dirty` when files differed from it. */
  commit?: string;
  node: string;
}

export interface ResultConfig {
  workload: string;
  versions: string[];
  seed: number;
  durationNs: number;
  warmupNs: number;
  membarrier: MembarrierMode;
  /** Absent in older documents: futex, 64. */
  wait?: WaitBackend;
  gpBits?: GpWidth;
  pinCpus: number[];
  /** Trace capacity per thread; 0: untraced. */
  traceEvents: number;
  /** What was traced, and where to; absent where nothing was, and in older documents. */
  trace?: TraceRequest;
  /** Pairs of trials that were to tell what tracing costs. */
  accountTrace?: number;
  /** The workload's own options by their names with units. */
  options: Record<string, OptionValue>;
  /** Of the workload mix: what its option named then. */
  scenario?: Scenario;
}

/** As it was asked for. */
export interface TraceRequest {
  /** May hold `{version}`. */
  file: string;
  /** Of the raw recording beside it. */
  recording?: string;
  mode: TraceMode;
  /** As typed behind --trace-if. */
  condition?: string;
}

/** Something that weakens the figures, with what to do about it. */
export interface Warning {
  /** Stable, kebab-case. */
  code: string;
  message: string;
  remedy: string;
  /** The version whose trial it concerns; absent: all. */
  version?: string;
}

export interface TrialResult {
  version: string;
  workload: string;
  seed: number;
  /** In a comparison: the arm's label, and the round from 0. */
  arm?: string;
  round?: number;
  status: TrialStatus;
  /** When it started: ISO 8601, UTC. */
  startedAt: string;
  /** Time really measured; absent where a trial ended before. */
  measuredNs?: number;
  /** The arrivals came faster than this version can serve them: its latencies are those of a growing queue. */
  overloaded: boolean;
  /** Lines that tell how it stalled, crashed or broke a grace period; empty for a pass. */
  evidence: string[];
  metrics: Record<string, MetricSummary>;
  /** Metrics that this RCU cannot have; absent where it can have all. */
  notOffered?: string[];
  counters: Record<string, number>;
  /** Where the raw samples lie; absent unless the document was saved with them. */
  samples?: Record<string, SampleRef>;
  trace?: TraceInfo;
  /** Where the time of the slowest unmap went; of a traced trial. */
  slowest?: UnmapStory;
  /** Where the time of all measured unmaps went; of a traced trial. */
  unmapTime?: UnmapTime;
}

/** Raw samples: `count` little-endian float64 from byte `offset` of `file`, which lies beside the document. */
export interface SampleRef {
  file: string;
  offset: number;
  count: number;
}

export interface TraceInfo {
  file: string;
  /** The raw recording beside it, for `trace explain` and further exports. */
  recording?: string;
  /** Slices, marks and counter values in the file. */
  events: number;
  dropped: number;
  /** Of it, by thread; those that lost none are left out. */
  droppedBy?: Record<string, number>;
  /** What the events' times were read from: `tsc`, `cntvct_el0` or `CLOCK_MONOTONIC`. */
  clock?: string;
  /** How well that is known against CLOCK_MONOTONIC. */
  clockErrorNs?: number;
}

/** The machine, as far as it can be known. What a system does not tell is absent. */
export interface Environment {
  startedAt: string;
  finishedAt: string;
  hostname: string;
  platform: string;
  arch: string;
  cpu: CpuInfo;
  kernel: KernelInfo;
  memoryBytes: number;
  libc?: string;
  /** The libraries among the versions, in their order; absent where there was none. */
  providers?: ProviderInfo[];
  /** Which barrier modes work here; the reason where one does not. */
  membarrier: Record<MembarrierMode, true | string>;
  before: Load;
  after: Load;
  /** Share of CPU time that the hypervisor gave to others during the run, 0 … 1. */
  stealShare?: number;
  /** How many of the CPUs in `cpu.allowed` other programs kept busy during the run, on average. */
  otherCpus?: number;
}

export interface CpuInfo {
  model: string;
  /** Logical CPUs of the machine. */
  count: number;
  /** CPUs that this process may use. */
  allowed: number[];
  /** The smallest limit by a control group, its own or one above it, in CPUs. */
  quota?: number;
  governor?: string;
  smt?: boolean;
  hypervisor?: string;
}

export interface KernelInfo {
  release: string;
  version: string;
  clocksource?: string;
  timerSlackNs?: number;
}

export interface Load {
  /** Load averages over 1, 5 and 15 minutes. */
  average: [number, number, number];
  /** Runnable threads at that moment, this process' own included. */
  runnable?: number;
}

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

/** Samples of one metric in one trial, in base units. What is undefined is absent. */
export interface MetricSummary {
  unit: string;
  n: number;
  min?: number;
  p50?: number;
  p90?: number;
  p99?: number;
  p99_9?: number;
  max?: number;
}

/** A quantile that results hold, and the samples it needs: at least one expected beyond it, n ≥ 1 / (1 − q). */
export interface QuantileSpec {
  readonly name: 'p50' | 'p90' | 'p99' | 'p99_9';
  readonly q: number;
  readonly minSamples: number;
}

export const quantiles: readonly QuantileSpec[] = [
  { name: 'p50', q: 0.5, minSamples: 2 },
  { name: 'p90', q: 0.9, minSamples: 10 },
  { name: 'p99', q: 0.99, minSamples: 100 },
  { name: 'p99_9', q: 0.999, minSamples: 1000 },
];

/** headline: what the workload is run for; detail: where the time went; floor: what this machine cannot go below. */
export type MetricRole = 'headline' | 'detail' | 'floor';

/** Which change is an improvement; `neither` where the load decides the value. */
export type MetricDirection = 'less' | 'more' | 'neither';
