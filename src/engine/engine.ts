// The interface of the engine for the rest of the tool: it takes checked values and returns typed results.

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

/** The configuration of one trial as plain data, which the parent process sends to the child. */
export type EngineConfig = NativeConfig;
export type EngineTortureConfig = NativeTortureConfig;

export interface EngineProgress {
  phase: TrialPhase;
  elapsedNs: number;
  /** The work done so far: 9 `unmaps`. */
  count: number;
  unit: string;
}

export interface EngineTrial {
  /** Resolves even after a stall. Rejects with a UserError if the trial cannot start. */
  run(): Promise<EngineResult>;
  /** The longest time that run() can take. */
  longestNs(): number;
  progress(): EngineProgress;
  stop(): void;
  /** @param path empty: the recording was streamed to its file */
  writeRecording(path: string, process: string, meta: string): NativeRecorded;
}

let loaded: NativeBinding | undefined;
const binding = () => (loaded ??= loadBinding());

/** The names of the versions that the engine can run. */
export const engineVersions = (): string[] => binding().versions();

/** @returns true if the mode works on this machine; otherwise the reason */
export function probeMembarrier(mode: MembarrierMode): true | string {
  return binding().probeMembarrier(mode) ?? true;
}

/** The schedule of the guest's commands for a configuration. */
export const arrivals = (config: EngineConfig) => binding().arrivals(config);

/** Creates a trial without starting it. A process can have one trial, which owns threads and signal handlers. */
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

/** Creates a torture without starting it. Its process handles it like a trial. */
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

/** The addon rejects if a run cannot start. This is no bug of the tool, so it becomes a UserError. */
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

/** Creates an exploration without starting it. A process can run one exploration at a time. */
export const createExploration = (config: ExplorationConfig): Exploration => new (binding().Exploration)(config);

/** The standard scenarios of the explorer. */
export const standardScenarioTexts = () => binding().standardScenarios();

/** Operations on recording files. They return errors as values, from which src/trace makes messages. */
export const recordings = {
  export: (request: Parameters<NativeBinding['exportTrace']>[0]) => binding().exportTrace(request),
  inspect: (path: string) => binding().inspectRecording(path),
  stories: (path: string, indexes: readonly number[]) => binding().unmapStories(path, indexes),
  summarize: (path: string) => binding().summarizeRecording(path),
};

/** The names of the points at which a torture can insert delays. */
export const engineDelayPoints = (): string[] => binding().delayPoints();

/** Loads and inspects a library. To be called in a separate process, because loading runs unknown code. */
export const inspectProvider = (version: string, file: string) => binding().inspectProvider(version, file);

const libraryOf = (version: string) => (versionOf(version).kind === 'built-in' ? '' : (loadedFile(version) ?? ''));

/** Enough for the last events of each thread, and for the events that led to them. */
const tortureTraceEvents = 8192;

/** The addon's configuration for the torture of one version. */
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

/**
 * The addon's configuration for a trial of one version.
 * @param measureFloors whether the trial measures the machine's floors first
 */
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

/** Later than the end of any run. The addon treats it as no end. */
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
