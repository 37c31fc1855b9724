// The only file that loads the native addon. Its shapes are those of native/addon; nothing is checked here.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { ExplorationEffort, LogEntry, Property } from '../documents/explore.js';
import type { ProviderFacts } from '../documents/provider.js';
import type { TrialStatus } from '../documents/result.js';
import type { ScenarioAction } from '../documents/scenario.js';
import type { TraceFormat } from '../documents/trace-reports.js';
import type { UnmapStory, UnmapTime } from '../documents/unmap-story.js';
import { packageFolder } from '../files/package-folder.js';
import type { CommonSettings, EngineBuild } from '../workloads/common-options.js';

/** Every value in base units, every one required: the addon checks nothing twice. */
export interface NativeConfig extends CommonSettings {
  version: string;
  /** Of the version's library; empty where it is known by its name. */
  providerFile: string;
  workload: string;
  seed: number;
  /** The workload's own and its machine's, by the names in src/workloads. */
  options: Readonly<Record<string, number | string>>;
  /** The threads of a scenario; of the workload mix only. */
  actors: readonly NativeActor[];
  /** Before the load starts: takes 0.4 s. */
  measureFloors: boolean;
  pinCpus: readonly number[];
  /** Ring capacity per thread; 0: untraced. */
  traceEvents: number;
  /** Written to while it runs; empty: the rings keep the last events. */
  traceStreamFile: string;
  /** Of a stream: the process' name, and JSON. */
  traceProcess: string;
  traceMeta: string;
  /** `violation`, `stall`, or a metric of which a sample above `traceTriggerAboveNs` stops the rings; empty: none. */
  traceTrigger: string;
  traceTriggerAboveNs: number;
}

/** In ns: the value; the least and the most; the mean. */
export interface NativeSpread {
  kind: 'fixed' | 'uniform' | 'exponential';
  a: number;
  b: number;
}

export interface NativeActor {
  name: string;
  action: ScenarioAction;
  every: NativeSpread;
  lasts: NativeSpread;
  burst: number;
  forces: boolean;
  bql: boolean;
  /** Negative: forcing does not end its sections. */
  kickNs: number;
  /** Since the begin of the measured time. */
  fromNs: number;
  untilNs: number;
}

/** Every value in base units, every one required. */
export interface NativeTortureConfig extends EngineBuild {
  version: string;
  providerFile: string;
  seed: number;
  durationNs: number;
  readers: number;
  writers: number;
  /** Other delays in every episode, beside `delays`. */
  drawDelays: boolean;
  delays: readonly { point: string; delayNs: number; probability: number }[];
  /** Ring capacity per thread. */
  traceEvents: number;
}

interface NativeTortureOutcome {
  verdict: 'pass' | 'stalled' | 'gp-violation' | 'data-race-suspect' | 'interrupted';
  ranNs: number;
  /** Threads of its were left where they hang: the process cannot end by itself. */
  abandoned: boolean;
  counters: Record<string, number>;
  evidence: string[];
  /** Empty unless it stalled. */
  lastEvents: string[];
}

interface NativeTortureProgress {
  elapsedNs: number;
  callbacks: number;
}

interface NativeTorture {
  /** Resolves on a stall too; rejects where the RCU refuses to be made. */
  run(): Promise<NativeTortureOutcome>;
  /** The longest that run() can take. */
  longestNs(): number;
  progress(): NativeTortureProgress;
  /** Ends early: the verdict is `interrupted`. */
  stop(): void;
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

/** Every value in base units, every one required. */
export interface NativeExplorationConfig {
  version: string;
  scenarioName: string;
  scenarioText: string;
  preemptions: number;
  strategy: 'dfs' | 'pct' | 'random';
  comeBack: 'snapshot' | 'replay';
  prune: boolean;
  atomicCalls: boolean;
  earlyTimers: boolean;
  seed: number;
  /** 0: none. */
  budgetNs: number;
  memoryBytes: number;
  /** Violations after which an execution goes on. */
  past: readonly string[];
  /** To be replayed; null: to be searched for. */
  schedule: string | null;
}

export interface NativeExplorationOutcome extends ExplorationEffort {
  /** The scenario's text makes no sense there; nothing was run. */
  scenarioError?: { line: number; column: number; message: string };
  /** The schedule does not fit; it was followed as far as it does. */
  replayError?: string;
  worstForceNs?: number;
  findings: {
    property: Property;
    severity: 'violation' | 'note';
    count: number;
    preemptions: number;
    schedule: string;
    steps: number;
    worstNs?: number;
    /** Empty in a replay. */
    log: LogEntry[];
  }[];
  replayed: string;
  /** Of a replay. */
  log: LogEntry[];
}

export interface NativeExploration {
  /** One at a time in a process. */
  run(): Promise<NativeExplorationOutcome>;
  /** Executions so far. */
  schedules(): number;
  stop(): void;
}

/** What was recorded. */
export interface NativeRecorded {
  dropped: number;
  triggered: boolean;
  /** Of the events: `tsc`, `cntvct_el0` or `CLOCK_MONOTONIC`. */
  clock: string;
  clockErrorNs: number;
}

/** Why a recording could not be read; nothing of this where it could. */
export interface NativeOpened {
  error?: 'system' | 'not-a-recording' | 'unknown-version';
  errno?: number;
  /** The system's text. */
  reason?: string;
  /** The file's format version. */
  version?: number;
}

/** A part of a recording, and where it is put. */
export interface NativeExportPart {
  recording: string;
  /** Since its begin. */
  fromNs: number;
  /** Infinity: to the end. */
  toNs: number;
  /** Where fromNs comes to lie in the file. */
  atNs: number;
  /** Renames its process; empty: as it is called. */
  process: string;
  /** Renumbers it; 0: as it is. */
  pid: number;
  /** Empty: all. */
  categories: readonly string[];
}

interface NativeExportResult extends NativeOpened {
  /** The part that an error is about. */
  part: number;
  /** 0: all was written. */
  writeErrno: number;
  writeReason: string;
  slices: number;
  marks: number;
  counters: number;
  arrows: number;
  /** Events of the recordings. */
  recorded: number;
  dropped: number;
  threads: number;
}

interface NativeInspection extends NativeOpened {
  /** JSON texts; a later one's keys win. */
  meta: string[];
  processes: { pid: number; name: string; order: number }[];
  threads: { pid: number; tid: number; name: string; order: number; events: number; lost: number }[];
  spanNs: number;
  clockErrorNs: number;
  /** The end block is there. */
  whole: boolean;
  /** Byte from which on the file makes no sense; 0: nowhere. */
  damagedAt: number;
}

interface NativeStories extends NativeOpened {
  resource: Float64Array;
  atNs: Float64Array;
  latencyNs: Float64Array;
  /** 1 or 0. */
  measured: Float64Array;
  /** By index. */
  stories: Record<number, UnmapStory>;
  /** Of those that were measured; absent where none was. */
  slowest?: UnmapStory;
  time: UnmapTime;
}

interface NativeSummary extends NativeOpened {
  slices: { category: string; name: string; lengthNs: Float64Array }[];
  marks: { category: string; name: string; count: number }[];
}

export type TrialPhase = 'floors' | 'warmup' | 'measure' | 'drain' | 'done';

interface NativeProgress {
  phase: TrialPhase;
  /** Since the trial was made. */
  elapsedNs: number;
  /** What its load has done in the measured time. */
  done: number;
}

/** How a trial or a torture ended, as the addon reports it. */
export interface EngineResult {
  /** A process that crashes reports nothing. */
  status: Exclude<TrialStatus, 'crashed'>;
  measuredNs: number;
  overloaded: boolean;
  /** Some of its threads hang and were left: the process cannot end by itself. */
  abandoned: boolean;
  /** Raw, in ns, by metric name. */
  samples: Record<string, Float64Array>;
  counters: Record<string, number>;
  /** Evidence: the state of every thread at a stall, or the violations. */
  report: string[];
  /** A torture that stalled: the last events of each thread. */
  lastEvents?: string[];
}

interface NativeTrial {
  /** Resolves on a stall too; rejects where the machine cannot be set up, or the RCU refuses to be made. */
  run(): Promise<EngineResult>;
  /** The longest that run() can take. */
  longestNs(): number;
  progress(): NativeProgress;
  /** Ends early: the result's status is `interrupted`. */
  stop(): void;
  /** Writes a recording to exactly this path; empty: it was streamed, and this tells how that went. */
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

/** The guest's open-loop schedule. type: 0 map, 1 unmap, 2 submit, 3 flush, 4 unref, 5 reset. */
interface NativeArrivals {
  timeNs: Float64Array;
  type: Uint8Array;
  resource: Float64Array;
}

export interface NativeBinding {
  versions(): string[];
  arrivals(config: NativeConfig): NativeArrivals;
  /** null: usable; else the reason. */
  probeMembarrier(kind: 'off' | 'on' | 'global'): string | null;
  /** Loads a version's library, which may do anything: in a process of its own. `file`: empty where its name tells. */
  inspectProvider(version: string, file: string): ProviderFacts | { error: string };
  /**
   * For bench/hot-paths.js: ns of each step in each round, by the names in native/workload/hot_paths.h. Blocks JavaScript for about
   * 10 ms a round. Throws a TypeError for an unknown version or barrier.
   */
  measureHotPaths(version: string, membarrier: 'off' | 'on' | 'global', rounds: number): Record<string, Float64Array>;
  Trial: new (config: NativeConfig) => NativeTrial;
  Torture: new (config: NativeTortureConfig) => NativeTorture;
  Exploration: new (config: NativeExplorationConfig) => NativeExploration;
  standardScenarios(): { name: string; text: string }[];
  /** Names of the points at which a torture can delay. */
  delayPoints(): string[];
  exportTrace(request: {
    parts: readonly NativeExportPart[];
    format: TraceFormat;
    path: string;
  }): Promise<NativeExportResult>;
  inspectRecording(path: string): Promise<NativeInspection>;
  /** All unmaps, and of those of `indexes` the whole story. */
  unmapStories(path: string, indexes: readonly number[]): Promise<NativeStories>;
  summarizeRecording(path: string): Promise<NativeSummary>;
}

const require = createRequire(join(packageFolder, 'package.json'));

/** Where the addon may lie, best first: an explicit one, the one built here (nobody builds it without need), the prebuilt one. */
export function addonCandidates(): string[] {
  const explicit = process.env.RCU_BENCH_ADDON;
  if (explicit !== undefined && explicit !== '') return [explicit];
  return [
    join(packageFolder, 'native/build/Release/rcu_bench.node'),
    join(packageFolder, `prebuilds/${process.platform}-${process.arch}/rcu-bench.node`),
  ];
}

/** Loads the first candidate that loads; a UserError that lists what was tried otherwise. */
export function loadBinding(): NativeBinding {
  const failures: string[] = [];
  for (const path of addonCandidates()) {
    if (!existsSync(path)) {
      failures.push(`${path}: not there`);
      continue;
    }
    try {
      return require(path) as NativeBinding;
    } catch (error) {
      failures.push(loadFailure(path, error));
    }
  }
  throw new UserError('the native addon cannot be loaded', {
    suggestions: [...failures, `Build it: node ${join(packageFolder, 'scripts/install-native.js')}`],
  });
}

/** The first line of what the system says; most of its messages begin with the path. */
function loadFailure(path: string, error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line.startsWith(path) ? line : `${path}: ${line}`;
}
