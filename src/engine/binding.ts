// Loads the native addon; no other file does. The types describe the objects of native/addon, and are not checked at
// run time.
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

/** All values are required and in base units. The addon does not check them again. */
export interface NativeConfig extends CommonSettings {
  version: string;
  /** The file of the version's library. Empty: the name is enough. */
  providerFile: string;
  workload: string;
  seed: number;
  /** The options of the workload, by their keys in src/workloads. */
  options: Readonly<Record<string, number | string>>;
  /** Workload mix only: the threads of its scenario. */
  actors: readonly NativeActor[];
  /** Whether the floors are measured before the load starts, which takes 0.4 s. */
  measureFloors: boolean;
  pinCpus: readonly number[];
  /** Capacity of each thread's ring, in events. 0: untraced. */
  traceEvents: number;
  /** The file to which events are streamed. Empty: the rings keep the last events. */
  traceStreamFile: string;
  /** Stream mode only: the name of the process, and facts as JSON. */
  traceProcess: string;
  traceMeta: string;
  /**
   * The condition that stops the rings: `violation`, `stall`, or a metric whose sample exceeds `traceTriggerAboveNs`.
   * Empty: none.
   */
  traceTrigger: string;
  traceTriggerAboveNs: number;
}

/** In ns. fixed: the value in `a`. uniform: from `a` to `b`. exponential: the mean in `a`. */
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
  /** Negative: a force does not end the sections of this thread. */
  kickNs: number;
  /** Relative to the start of the measured time. */
  fromNs: number;
  untilNs: number;
}

/** All values are required and in base units. */
export interface NativeTortureConfig extends EngineBuild {
  version: string;
  providerFile: string;
  seed: number;
  durationNs: number;
  readers: number;
  writers: number;
  /** Whether each episode draws more delays, in addition to `delays`. */
  drawDelays: boolean;
  delays: readonly { point: string; delayNs: number; probability: number }[];
  /** Capacity of each thread's ring, in events. */
  traceEvents: number;
}

interface NativeTortureOutcome {
  verdict: 'pass' | 'stalled' | 'gp-violation' | 'data-race-suspect' | 'interrupted';
  ranNs: number;
  /** Some of its threads hang and were left: the process cannot end by itself. */
  abandoned: boolean;
  counters: Record<string, number>;
  evidence: string[];
  /** The last events of each thread, if the torture stalled. */
  lastEvents: string[];
}

interface NativeTortureProgress {
  elapsedNs: number;
  callbacks: number;
}

interface NativeTorture {
  /** Resolves even after a stall. Rejects if the RCU cannot be created. */
  run(): Promise<NativeTortureOutcome>;
  /** The longest time that run() can take. */
  longestNs(): number;
  progress(): NativeTortureProgress;
  /** Ends the torture early, with the verdict `interrupted`. */
  stop(): void;
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

/** All values are required and in base units. */
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
  /** 0: no time limit. */
  budgetNs: number;
  memoryBytes: number;
  /** Violations that do not end an execution. */
  past: readonly string[];
  /** The schedule to replay. Null: schedules are searched. */
  schedule: string | null;
}

export interface NativeExplorationOutcome extends ExplorationEffort {
  /** The place of a syntax error in the scenario. Nothing was run. */
  scenarioError?: { line: number; column: number; message: string };
  /** Why the schedule does not fit the scenario. It was followed up to that point. */
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
    /** Empty for a replay. */
    log: LogEntry[];
  }[];
  replayed: string;
  /** Replays only. */
  log: LogEntry[];
}

export interface NativeExploration {
  /** A process can run one exploration at a time. */
  run(): Promise<NativeExplorationOutcome>;
  /** The number of executions so far. */
  schedules(): number;
  stop(): void;
}

/** Facts about a recording. */
export interface NativeRecorded {
  dropped: number;
  triggered: boolean;
  /** The clock of the events: `tsc`, `cntvct_el0` or `CLOCK_MONOTONIC`. */
  clock: string;
  clockErrorNs: number;
}

/** Why a recording could not be read. All fields are absent after success. */
export interface NativeOpened {
  error?: 'system' | 'not-a-recording' | 'unknown-version';
  errno?: number;
  /** The text of the system error. */
  reason?: string;
  /** The format version of the file. */
  version?: number;
}

/** A part of a recording, and its place in the exported file. */
export interface NativeExportPart {
  recording: string;
  /** Relative to the start of the recording. */
  fromNs: number;
  /** Infinity: the end of the recording. */
  toNs: number;
  /** The time of fromNs in the exported file. */
  atNs: number;
  /** The new name of the process. Empty: the name is kept. */
  process: string;
  /** The new pid. 0: the pid is kept. */
  pid: number;
  /** The categories to export. Empty: all. */
  categories: readonly string[];
}

interface NativeExportResult extends NativeOpened {
  /** The index of the part that caused the error. */
  part: number;
  /** 0: the file was written completely. */
  writeErrno: number;
  writeReason: string;
  slices: number;
  marks: number;
  counters: number;
  arrows: number;
  /** The number of events in the recordings. */
  recorded: number;
  dropped: number;
  threads: number;
}

interface NativeInspection extends NativeOpened {
  /** JSON texts. Keys of later texts replace those of earlier ones. */
  meta: string[];
  processes: { pid: number; name: string; order: number }[];
  threads: { pid: number; tid: number; name: string; order: number; events: number; lost: number }[];
  spanNs: number;
  clockErrorNs: number;
  /** Whether the end block exists. */
  whole: boolean;
  /** The offset of the first byte that cannot be read. 0: the file is not damaged. */
  damagedAt: number;
}

interface NativeStories extends NativeOpened {
  resource: Float64Array;
  atNs: Float64Array;
  latencyNs: Float64Array;
  /** 1 or 0. */
  measured: Float64Array;
  /** The attributions that were requested, by index. */
  stories: Record<number, UnmapStory>;
  /** The slowest measured unmap. Absent: none was measured. */
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
  /** Since the trial was created. */
  elapsedNs: number;
  /** The work of the load in the measured time, in the workload's unit. */
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
  /** Resolves even after a stall. Rejects if the machine or the RCU cannot be created. */
  run(): Promise<EngineResult>;
  /** The longest time that run() can take. */
  longestNs(): number;
  progress(): NativeProgress;
  /** Ends the trial early, with the status `interrupted`. */
  stop(): void;
  /** Writes the recording to this path. Empty path: the recording was streamed. @returns facts about the recording */
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

/** The guest's open-loop schedule. Types: 0 map, 1 unmap, 2 submit, 3 flush, 4 unref, 5 reset. */
interface NativeArrivals {
  timeNs: Float64Array;
  type: Uint8Array;
  resource: Float64Array;
}

export interface NativeBinding {
  versions(): string[];
  arrivals(config: NativeConfig): NativeArrivals;
  /** @returns null if the mode works on this machine; otherwise the reason */
  probeMembarrier(kind: 'off' | 'on' | 'global'): string | null;
  /**
   * Loads a library, which runs unknown code, and inspects it. `file` is empty if the loader finds the library by its
   * name.
   */
  inspectProvider(version: string, file: string): ProviderFacts | { error: string };
  /**
   * For bench/hot-paths.js: ns of each step in each round, by the names in native/trial/hot_paths.h. Blocks JavaScript
   * for about 10 ms per round. Throws a TypeError for an unknown version or barrier.
   */
  measureHotPaths(version: string, membarrier: 'off' | 'on' | 'global', rounds: number): Record<string, Float64Array>;
  Trial: new (config: NativeConfig) => NativeTrial;
  Torture: new (config: NativeTortureConfig) => NativeTorture;
  Exploration: new (config: NativeExplorationConfig) => NativeExploration;
  standardScenarios(): { name: string; text: string }[];
  /** The names of the points at which a torture can insert delays. */
  delayPoints(): string[];
  exportTrace(request: {
    parts: readonly NativeExportPart[];
    format: TraceFormat;
    path: string;
  }): Promise<NativeExportResult>;
  inspectRecording(path: string): Promise<NativeInspection>;
  /** All unmaps, and the full latency attribution of those in `indexes`. */
  unmapStories(path: string, indexes: readonly number[]): Promise<NativeStories>;
  summarizeRecording(path: string): Promise<NativeSummary>;
}

const require = createRequire(join(packageFolder, 'package.json'));

/**
 * The possible paths of the addon, best first: the one in RCU_BENCH_ADDON, the one that was built here, the prebuilt
 * one.
 */
export function addonCandidates(): string[] {
  const explicit = process.env.RCU_BENCH_ADDON;
  if (explicit !== undefined && explicit !== '') return [explicit];
  return [
    join(packageFolder, 'native/build/Release/rcu_bench.node'),
    join(packageFolder, `prebuilds/${process.platform}-${process.arch}/rcu-bench.node`),
  ];
}

/** Loads the first candidate that can be loaded. @throws UserError that lists all candidates and their errors */
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

/** The first line of the system's error, with the path before it. */
function loadFailure(path: string, error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line.startsWith(path) ? line : `${path}: ${line}`;
}
