// Trials one after another, each in a process of its own, and their results.
import { join } from 'node:path';
import { systemErrorText, UserError } from '../base/errors.js';
import { loadOf } from '../config/arms.js';
import type { LoadConfig } from '../config/load-config.js';
import type { TraceConfig } from '../config/trace-config.js';
import { traceFileOf } from '../config/trace-file.js';
import type { Arm } from '../documents/plan.js';
import type { MetricSummary, TraceInfo, TrialResult } from '../documents/result.js';
import { type EngineProgress, engineConfig } from '../engine/engine.js';
import type { SampleSource } from '../results/result-file.js';
import type { SampleRange } from '../results/sample-file.js';
import { readSamples } from '../results/sample-file.js';
import { summarize } from '../stats/summarize.js';
import type { MetricSpec } from '../workloads/metric.js';
import { pickValues } from '../workloads/options.js';
import type { Interruption } from './interruption.js';
import { enoughTries, LostTrials } from './lost-trials.js';
import type { PlannedTrial } from './schedule.js';
import { traceTarget } from './trace-target.js';
import { runTrial } from './trial.js';
import type { TrialOutcome } from './trial-messages.js';
import { type TraceTarget, traceErrors } from './trial-messages.js';

interface SeriesHooks {
  interruption: Interruption;
  onProgress?: (planned: PlannedTrial, progress: EngineProgress) => void;
}

type SeriesConfig = LoadConfig & { readonly trace?: TraceConfig };

export class TrialSeries {
  readonly trials: TrialResult[] = [];
  /** Their raw samples, in the same order. */
  readonly sources: SampleSource[] = [];
  /** Those that could not be carried out. */
  readonly lost = new LostTrials();
  /** Traces that could not be written although the measuring went well. */
  private readonly traceFailures: UserError[] = [];
  /** Versions whose trace was to be kept only if something happened that did not. */
  readonly notTriggered: string[] = [];

  /** @param scratch a folder for the raw samples; they are there as long as it is. */
  constructor(
    private readonly config: SeriesConfig,
    private readonly hooks: SeriesHooks,
    private readonly scratch: string,
  ) {}

  /** How many trials have been run, or tried in vain. */
  get tried(): number {
    return this.trials.length + this.lost.count;
  }

  /** What went wrong beside the measuring. */
  get failures(): UserError[] {
    return [...this.lost.failures, ...this.traceFailures];
  }

  /**
   * Whether there is no sense in going on: an early end was asked for, or of `arms` fewer than `needed` can be run. So often
   * in vain at the very beginning for one reason, and no arm can.
   */
  isOver(arms: readonly Arm[], needed = 1): boolean {
    if (this.hooks.interruption.requested) return true;
    if (this.trials.length === 0 && this.lost.failures.length === 1 && this.lost.count >= enoughTries) return true;
    const usable = arms.filter(({ label }) => !this.lost.isGivenUp(label));
    return usable.length < Math.min(needed, arms.length);
  }

  /** @throws UserError where trials were lost and none was carried out: there is nothing to keep */
  checkAnything(): void {
    if (this.trials.length === 0 && this.lost.first !== undefined) throw this.lost.first;
  }

  /** Runs one more, whatever comes of it. One of an arm that was tried in vain often enough is left out. */
  async run(planned: PlannedTrial): Promise<void> {
    if (this.lost.isGivenUp(planned.arm.label)) return;
    try {
      await this.carryOut(planned);
      this.lost.carriedOut(planned);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.lost.add(planned, error);
    }
  }

  private async carryOut(planned: PlannedTrial): Promise<void> {
    const { arm, seed } = planned;
    const load = { ...loadOf(this.config, arm), seed };
    const samplesFile = join(this.scratch, `${this.tried}.samples`);
    const trace = this.traceOf(arm.version, load);
    const startedAt = new Date().toISOString();
    const outcome = await runTrial(
      { config: engineConfig(load, arm.version, planned.measureFloors), samplesFile, ...(trace && { trace }) },
      {
        interruption: this.hooks.interruption,
        onProgress: (progress) => this.hooks.onProgress?.(planned, progress),
      },
    );
    this.traceFailures.push(...traceErrors(outcome));
    if (outcome.notTriggered === true) this.notTriggered.push(arm.version);
    this.trials.push(
      summarized(() => trialResult(load, planned, startedAt, outcome, samplesFile, trace && filesOf(trace))),
    );
    this.sources.push({ file: samplesFile, ranges: outcome.samples });
  }

  private traceOf(version: string, load: LoadConfig): TraceTarget | undefined {
    const { trace, workload } = this.config;
    if (trace === undefined) return undefined;
    const { filePattern, recordingPattern, mode, trigger } = trace;
    const { durationNs, warmupNs } = load.settings;
    const options = pickValues(workload.options, load.settings);
    return traceTarget({
      file: traceFileOf(filePattern, version),
      ...(recordingPattern !== undefined && { recording: traceFileOf(recordingPattern, version) }),
      workload: workload.name,
      version,
      facts: { seed: load.seed, durationNs, warmupNs, options },
      mode,
      ...(trigger && { trigger }),
    });
  }
}

/** Its samples are read back from the scratch folder. */
function summarized(work: () => TrialResult): TrialResult {
  try {
    return work();
  } catch (error) {
    throw new UserError(`cannot read a trial's samples back: ${systemErrorText(error)}`, { cause: error });
  }
}

const filesOf = ({ file, recording }: TraceTarget) => ({ file, ...(recording !== undefined && { recording }) });

/** A trial as it stands in the result document, its metrics summarized from the raw samples in `samplesFile`. */
function trialResult(
  config: LoadConfig,
  planned: PlannedTrial,
  startedAt: string,
  outcome: TrialOutcome,
  samplesFile: string,
  trace: Pick<TraceInfo, 'file' | 'recording'> | undefined,
): TrialResult {
  const notOffered = missingMetrics(config, outcome.counters);
  // Without the grace periods the parts of an unmap's time cannot be told apart.
  const tellsTime = outcome.counters.grace_periods !== undefined;
  return {
    version: planned.arm.version,
    workload: config.workload.name,
    seed: planned.seed,
    ...(planned.round !== undefined && { arm: planned.arm.label, round: planned.round }),
    status: outcome.status,
    startedAt,
    ...(outcome.measuredNs !== undefined && { measuredNs: outcome.measuredNs }),
    overloaded: outcome.overloaded,
    evidence: outcome.evidence,
    metrics: summarizeAll(config, outcome.samples, samplesFile, notOffered),
    ...(notOffered.length > 0 && { notOffered }),
    counters: outcome.counters,
    ...(outcome.trace && trace && { trace: { ...trace, ...outcome.trace } }),
    ...(tellsTime && outcome.slowest && { slowest: outcome.slowest }),
    ...(tellsTime && outcome.unmapTime && { unmapTime: outcome.unmapTime }),
  };
}

/** A trial that ended without any figures says nothing of what there could have been. */
function missingMetrics({ workload }: LoadConfig, counters: TrialOutcome['counters']): string[] {
  if (Object.keys(counters).length === 0) return [];
  const nothing = (counters.not_offered ?? 0) > 0;
  const missing = ({ role, needs }: MetricSpec) =>
    role === 'headline' && nothing ? true : needs !== undefined && counters[needs] === undefined;
  return workload.metrics.filter(missing).map(({ name }) => name);
}

/**
 * In the workload's order; what it does not declare comes last. A declared metric of which nothing came has n = 0, unless
 * the trial ended without any figures at all.
 */
function summarizeAll(
  config: LoadConfig,
  ranges: Record<string, SampleRange>,
  samplesFile: string,
  notOffered: readonly string[],
): Record<string, MetricSummary> {
  const measured = Object.keys(ranges);
  if (measured.length === 0) return {};
  const declared = config.workload.metrics.map(({ name }) => name).filter((name) => !notOffered.includes(name));
  const names = [...declared, ...measured.filter((name) => !declared.includes(name))];
  const unit = (name: string) => config.workload.metrics.find((metric) => metric.name === name)?.unit ?? 'ns';
  const samples = (name: string) => {
    const range = ranges[name];
    return range === undefined ? new Float64Array(0) : readSamples(samplesFile, range);
  };
  return Object.fromEntries(names.map((name) => [name, summarize(samples(name), unit(name))]));
}
