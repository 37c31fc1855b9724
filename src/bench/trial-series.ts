// Trials one after another, each in a process of its own, and what came of them.
import { join } from 'node:path';
import { type EngineProgress, engineConfig } from '../engine/engine.js';
import { loadOf } from '../model/arm.js';
import type { UserError } from '../model/errors.js';
import type { TrialResult } from '../model/result.js';
import type { LoadConfig, TraceConfig } from '../model/run-config.js';
import { traceFileOf } from '../model/trace-file.js';
import type { Interruption } from './interruption.js';
import type { SampleSource } from './result-file.js';
import type { PlannedTrial } from './schedule.js';
import { traceTarget } from './trace-target.js';
import { runTrial } from './trial.js';
import type { TraceTarget } from './trial-messages.js';
import { trialResult } from './trial-result.js';

export interface SeriesHooks {
  interruption: Interruption;
  onProgress?: (planned: PlannedTrial, progress: EngineProgress) => void;
}

export type SeriesConfig = LoadConfig & { readonly trace?: TraceConfig };

export class TrialSeries {
  readonly trials: TrialResult[] = [];
  /** Their raw samples, in the same order. */
  readonly sources: SampleSource[] = [];
  /** Traces that could not be written although the measuring went well. */
  readonly failures: UserError[] = [];
  /** Versions whose trace was to be kept only if something happened that did not. */
  readonly notTriggered: string[] = [];

  /** @param scratch a folder for the raw samples; they are there as long as it is. */
  constructor(
    private readonly config: SeriesConfig,
    private readonly hooks: SeriesHooks,
    private readonly scratch: string,
  ) {}

  /** Runs one more, whatever comes of it. Rejects only for a UserError, such as an addon that cannot be loaded. */
  async run(planned: PlannedTrial): Promise<void> {
    const { arm, seed } = planned;
    const load = { ...loadOf(this.config, arm), seed };
    const samplesFile = join(this.scratch, `${this.trials.length}.samples`);
    const trace = this.traceOf(arm.version, load);
    const startedAt = new Date().toISOString();
    const outcome = await runTrial(
      { config: engineConfig(load, arm.version, planned.measureFloors), samplesFile, ...(trace && { trace }) },
      {
        interruption: this.hooks.interruption,
        onProgress: (progress) => this.hooks.onProgress?.(planned, progress),
      },
    );
    this.trials.push(trialResult(load, planned, startedAt, outcome, samplesFile, trace && filesOf(trace)));
    this.sources.push({ file: samplesFile, ranges: outcome.samples });
    this.failures.push(...outcome.traceFailures);
    if (outcome.notTriggered === true) this.notTriggered.push(arm.version);
  }

  private traceOf(version: string, load: LoadConfig): TraceTarget | undefined {
    const { trace, workload } = this.config;
    if (trace === undefined) return undefined;
    const { filePattern, recordingPattern, mode, trigger } = trace;
    const { seed, durationNs, warmupNs, options } = load;
    return traceTarget({
      file: traceFileOf(filePattern, version),
      ...(recordingPattern !== undefined && { recording: traceFileOf(recordingPattern, version) }),
      workload: workload.name,
      version,
      facts: { seed, durationNs, warmupNs, options },
      mode,
      ...(trigger && { trigger }),
    });
  }
}

const filesOf = ({ file, recording }: TraceTarget) => ({ file, ...(recording !== undefined && { recording }) });
