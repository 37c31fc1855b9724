import type { LoadConfig } from '../config/run-config.js';
import type { MetricSummary, TraceInfo, TrialResult } from '../documents/result.js';
import type { SampleRange } from '../results/sample-file.js';
import { readSamples } from '../results/sample-file.js';
import { summarize } from '../stats/summarize.js';
import type { MetricSpec } from '../workloads/metric.js';
import type { PlannedTrial } from './schedule.js';
import type { TrialOutcome } from './trial-messages.js';

/** A trial as it stands in the result document, its metrics summarized from the raw samples in `samplesFile`. */
export function trialResult(
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
