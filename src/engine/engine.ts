// The engine as the rest of the tool sees it: checked values in, typed results out.

import type { Distribution } from '../base/distribution.js';
import { UserError } from '../base/errors.js';
import type { LoadConfig } from '../config/load-config.js';
import type { RunConfig } from '../config/run-config.js';
import type { TortureConfig } from '../config/torture-config.js';
import type { MembarrierMode } from '../documents/result.js';
import type { ScenarioThread } from '../documents/scenario.js';
import { loadedFile } from '../versions/library-file.js';
import { versionOf } from '../versions/version.js';
import { buildOptions, commonOptions } from '../workloads/common-options.js';
import { findWorkload } from '../workloads/index.js';
import { pickValues } from '../workloads/options.js';
import {
  type EngineResult,
  loadBinding,
  type NativeActor,
  type NativeBinding,
  type NativeConfig,
  type NativeExploration,
  type NativeExplorationConfig,
  type NativeExplorationOutcome,
  type NativeRecorded,
  type NativeSpread,
  type NativeTortureConfig,
  type TrialPhase,
} from './binding.js';

export type {
  EngineResult,
  NativeExportPart as ExportPart,
  NativeOpened as Opened,
  NativeRecorded as Recorded,
} from './binding.js';
export type { TrialPhase };

/** One version's run, as plain data: it crosses from the parent process to the child. */
export type EngineConfig = NativeConfig;
export type EngineTortureConfig = NativeTortureConfig;

export interface EngineProgress {
  phase: TrialPhase;
  elapsedNs: number;
  /** What it has done: 9 `unmaps`. */
  count: number;
  unit: string;
}

export interface EngineTrial {
  /** Resolves on a stall too. Rejects with a UserError where it cannot begin. */
  run(): Promise<EngineResult>;
  /** The longest that run() takes, whatever its RCU does. */
  longestNs(): number;
  progress(): EngineProgress;
  stop(): void;
  /** An empty path: it was streamed. */
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

let loaded: NativeBinding | undefined;
const binding = () => (loaded ??= loadBinding());

/** Names that the engine can run. */
export const engineVersions = (): string[] => binding().versions();

/** true: this barrier mode works here; else why not. */
export function probeMembarrier(mode: MembarrierMode): true | string {
  return binding().probeMembarrier(mode) ?? true;
}

/** The schedule of the guest's commands that this configuration gives. */
export const arrivals = (config: EngineConfig) => binding().arrivals(config);

/** A trial that has not started. One a process: it owns threads and signal handlers. */
export function createTrial(config: EngineConfig): EngineTrial {
  const trial = new (binding().Trial)(config);
  const unit = findWorkload(config.workload)?.unit ?? '';
  return {
    run: () => begun(config.version, trial.run()),
    longestNs: () => trial.longestNs(),
    progress() {
      const { phase, elapsedNs, done } = trial.progress();
      return { phase, elapsedNs, count: done, unit };
    },
    stop: () => trial.stop(),
    writeRecording: (path, process, meta) => trial.writeRecording(path, process, meta),
  };
}

/** A torture that has not started; to its process it is a trial like any other. */
export function createTorture(config: EngineTortureConfig): EngineTrial {
  const torture = new (binding().Torture)(config);
  return {
    async run() {
      const { verdict, ranNs, evidence, lastEvents, ...rest } = await begun(config.version, torture.run());
      const measured = { measuredNs: ranNs, overloaded: false, samples: {}, report: evidence, ...rest };
      return { status: verdict, ...measured, ...(lastEvents.length > 0 && { lastEvents }) };
    },
    longestNs: () => torture.longestNs(),
    progress() {
      const { elapsedNs, callbacks } = torture.progress();
      return { phase: 'measure', elapsedNs, count: callbacks, unit: 'callbacks' };
    },
    stop: () => torture.stop(),
    writeRecording: (path, process, meta) => torture.writeRecording(path, process, meta),
  };
}

/** What the addon rejects with is why a run could not begin: nothing of it is the tool's fault. */
async function begun<T>(version: string, run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (error) {
    throw new UserError(`cannot run '${version}': ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

export type Exploration = NativeExploration;
export type ExplorationConfig = NativeExplorationConfig;
export type ExplorationOutcome = NativeExplorationOutcome;

/** An exploration that has not started. One at a time in a process. */
export const createExploration = (config: ExplorationConfig): Exploration => new (binding().Exploration)(config);

/** The scenarios that come with the explorer. */
export const standardScenarioTexts = () => binding().standardScenarios();

/** Recording files: what is in them, and what becomes of them. Errors come as values: src/trace makes them readable. */
export const recordings = {
  export: (request: Parameters<NativeBinding['exportTrace']>[0]) => binding().exportTrace(request),
  inspect: (path: string) => binding().inspectRecording(path),
  stories: (path: string, indexes: readonly number[]) => binding().unmapStories(path, indexes),
  summarize: (path: string) => binding().summarizeRecording(path),
};

/** The points at which a torture can delay, by name. */
export const engineDelayPoints = (): string[] => binding().delayPoints();

/** What loading a version's library tells; in a process of its own, since it may do anything. */
export const inspectProvider = (version: string, file: string) => binding().inspectProvider(version, file);

const libraryOf = (version: string) => (versionOf(version).kind === 'built-in' ? '' : (loadedFile(version) ?? ''));

/** Enough for the last events of each thread, and for a look at what led to them. */
const tortureTraceEvents = 8192;

/** What the addon gets for the torture of one version. */
export function tortureEngineConfig(config: TortureConfig, version: string): EngineTortureConfig {
  return {
    version,
    providerFile: libraryOf(version),
    ...pickValues(buildOptions, { ...config }),
    seed: config.seed,
    durationNs: config.durationNs,
    readers: config.readers,
    writers: config.writers,
    drawDelays: config.perturb.auto,
    delays: config.perturb.delays,
    traceEvents: tortureTraceEvents,
  };
}

/** What the addon gets for a trial of one version. @param measureFloors whether it measures the machine's floors first. */
export function engineConfig(
  run: LoadConfig & Pick<RunConfig, 'trace'>,
  version: string,
  measureFloors = true,
): EngineConfig {
  return {
    version,
    providerFile: libraryOf(version),
    workload: run.workload.name,
    ...pickValues(commonOptions, run.settings),
    seed: run.seed,
    options: pickValues(run.workload.options, run.settings),
    actors: (run.scenario?.threads ?? []).map(actorOf),
    measureFloors,
    pinCpus: run.pinCpus,
    traceEvents: run.trace?.events ?? 0,
    traceStreamFile: '',
    traceProcess: '',
    traceMeta: '',
    traceTrigger: run.trace?.trigger?.on ?? '',
    traceTriggerAboveNs:
      run.trace?.trigger !== undefined && 'aboveNs' in run.trace.trigger ? run.trace.trigger.aboveNs : 0,
  };
}

/** Later than any run's end; the addon takes it for none. */
const endless = 1e19;

const actorOf = ({
  name,
  does,
  every,
  lasts,
  burst,
  forces,
  bql,
  kickNs,
  fromNs,
  untilNs,
}: ScenarioThread): NativeActor => ({
  name,
  action: does,
  every: spreadOf(every),
  lasts: spreadOf(lasts),
  burst,
  forces,
  bql,
  kickNs: kickNs ?? -1,
  fromNs,
  untilNs: untilNs ?? endless,
});

function spreadOf(distribution: Distribution): NativeSpread {
  if (distribution.kind === 'uniform') return { kind: 'uniform', a: distribution.fromNs, b: distribution.toNs };
  if (distribution.kind === 'exponential') return { kind: 'exponential', a: distribution.meanNs, b: 0 };
  return { kind: 'fixed', a: distribution.ns, b: 0 };
}
