// Runs trials one after another, each in a separate process, and collects their results.
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
  /** The raw samples of the trials, in the same order. */
  readonly sources: SampleSource[] = [];
  /** The trials that could not run. */
  readonly lost = new LostTrials();
  /** Errors about traces that were not written. Their trials are valid. */
  private readonly traceFailures: UserError[] = [];
  /** Versions whose trace was discarded because the condition of --trace-if never became true. */
  readonly notTriggered: string[] = [];

  /** @param scratch the folder for the raw samples */
  constructor(
    private readonly config: SeriesConfig,
    private readonly hooks: SeriesHooks,
    private readonly scratch: string,
  ) {}

  /** The number of trials that have run or were lost. */
  get tried(): number {
    return this.trials.length + this.lost.count;
  }

  /** Errors other than the results of trials. */
  get failures(): UserError[] {
    return [...this.lost.failures, ...this.traceFailures];
  }

  /**
   * Whether the series should end: after an interruption, or when fewer than `needed` of the arms can run. If the first
   * trials are all lost for one reason, no arm can run.
   */
  isOver(arms: readonly Arm[], needed = 1): boolean {
    if (this.hooks.interruption.requested) return true;
    if (this.trials.length === 0 && this.lost.failures.length === 1 && this.lost.count >= enoughTries) return true;
    const usable = arms.filter(({ label }) => !this.lost.isGivenUp(label));
    return usable.length < Math.min(needed, arms.length);
  }

  /** @throws UserError if trials were lost and none has run: there is no result to keep */
  checkAnything(): void {
    if (this.trials.length === 0 && this.lost.first !== undefined) throw this.lost.first;
  }

  /** Runs one trial. Skips it if too many trials of its arm were lost. */
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

/** Turns errors of reading samples back from the scratch folder into UserErrors. */
function summarized(work: () => TrialResult): TrialResult {
  try {
    return work();
  } catch (error) {
    throw new UserError(`cannot read a trial's samples back: ${systemErrorText(error)}`, { cause: error });
  }
}

const filesOf = ({ file, recording }: TraceTarget) => ({ file, ...(recording !== undefined && { recording }) });

/** A trial as the result document describes it. Its metrics are summarized from the raw samples in `samplesFile`. */
function trialResult(
  config: LoadConfig,
  planned: PlannedTrial,
  startedAt: string,
  outcome: TrialOutcome,
  samplesFile: string,
  trace: Pick<TraceInfo, 'file' | 'recording'> | undefined,
): TrialResult {
  const notOffered = missingMetrics(config, outcome.counters);
  // The parts of an unmap's latency can be attributed only if the RCU reports its grace periods.
  const reportsGracePeriods = outcome.counters.grace_periods !== undefined;
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
    ...(reportsGracePeriods && outcome.slowest && { slowest: outcome.slowest }),
    ...(reportsGracePeriods && outcome.unmapTime && { unmapTime: outcome.unmapTime }),
  };
}

/** The metrics that this RCU does not offer. A trial without any counters does not show which these are. */
function missingMetrics({ workload }: LoadConfig, counters: TrialOutcome['counters']): string[] {
  if (Object.keys(counters).length === 0) return [];
  const nothing = (counters.not_offered ?? 0) > 0;
  const missing = ({ role, needs }: MetricSpec) =>
    role === 'headline' && nothing ? true : needs !== undefined && counters[needs] === undefined;
  return workload.metrics.filter(missing).map(({ name }) => name);
}

/**
 * Summaries in the workload's order; metrics that it does not declare come last. A declared metric without samples has
 * n = 0, unless the trial has no samples at all.
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
