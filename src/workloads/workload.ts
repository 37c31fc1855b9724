// The interface of a workload.
import type { OptionValue } from '../documents/plan.js';
import type { Scenario } from '../documents/scenario.js';
import type { MetricSpec } from './metric.js';
import type { HostLimits, OptionSpecs } from './options.js';

/** A load that can be run. One file under workloads/ declares it. */
export interface Workload {
  readonly name: string;
  readonly summary: string;
  /** The things that its progress counts: `unmaps`. */
  readonly unit: string;
  readonly options: OptionSpecs;
  readonly metrics: readonly MetricSpec[];
  /** The metric that the workload is run for. */
  readonly mainMetric: string;
  /** Why `run` traces it only if --trace is typed. Absent: it is traced by default. */
  readonly untraced?: string;
  /** What a version lacks if its trial counts `not_offered`. Such a trial has no samples. */
  readonly notOffered?: string;
  /** The smallest difference that matters. Absent: the default of `compare`. */
  readonly minChangeNs?: number;
  /** The remedy if requests arrive faster than a version can serve them. */
  readonly overloadRemedy?: string;
  /** Expected samples of the main metric per second. 0: not known. */
  samplesPerSecond(options: Readonly<Record<string, OptionValue>>, scenario?: Scenario): number;
  /** Expected samples of another metric per second. Undefined: not known. 0: none with these options. */
  samplesPerSecondOf?(metric: string, options: Readonly<Record<string, OptionValue>>): number | undefined;
  /** CPUs that the emulated machine keeps busy, without the RCU thread. */
  cpuDemand(options: Readonly<Record<string, OptionValue>>, scenario?: Scenario): number;
  /** @throws UsageError for options that contradict each other */
  check(options: Record<string, OptionValue>, host: HostLimits): void;
}
