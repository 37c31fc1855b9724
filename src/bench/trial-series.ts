// Trials one after another, each in a process of its own, and what came of them.
import { join } from 'node:path';
import { type EngineProgress, engineConfig } from '../engine/engine.js';
import { cannotWrite } from '../files/atomic-file.js';
import { loadOf } from '../model/arm.js';
import type { UserError } from '../model/errors.js';
import type { TrialResult } from '../model/result.js';
import type { LoadConfig, TraceConfig } from '../model/run-config.js';
import { traceFileOf } from '../model/trace-file.js';
import type { Interruption } from './interruption.js';
import type { SampleSource } from './result-file.js';
import type { PlannedTrial } from './schedule.js';
import { runTrial } from './trial.js';
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
    const trace = this.traceOf(arm.version);
    const startedAt = new Date().toISOString();
    const outcome = await runTrial(
      { config: engineConfig(load, arm.version, planned.measureFloors), samplesFile, ...(trace && { trace }) },
      {
        interruption: this.hooks.interruption,
        onProgress: (progress) => this.hooks.onProgress?.(planned, progress),
      },
    );
    this.trials.push(trialResult(load, planned, startedAt, outcome, samplesFile, trace?.file));
    this.sources.push({ file: samplesFile, ranges: outcome.samples });
    if (outcome.traceError !== undefined && trace !== undefined) {
      this.failures.push(cannotWrite('trace', trace.file, new Error(outcome.traceError)));
    }
  }

  private traceOf(version: string): { file: string; title: string } | undefined {
    const { trace, workload } = this.config;
    if (trace === undefined) return undefined;
    return { file: traceFileOf(trace.filePattern, version), title: `${workload.name} ${version}` };
  }
}
