import type { OptionValue } from '../documents/plan.js';
import type { Scenario } from '../documents/scenario.js';
import type { MetricSpec } from './metric.js';
import type { HostLimits, OptionSpecs } from './options.js';

/** A load that can be run: one small file under workloads/ declares it all. */
export interface Workload {
  readonly name: string;
  readonly summary: string;
  /** What its progress counts: `unmaps`. */
  readonly unit: string;
  readonly options: OptionSpecs;
  readonly metrics: readonly MetricSpec[];
  /** The metric that the run is about. */
  readonly mainMetric: string;
  /** Why `run` does not trace it unless it is told to; absent: it does. */
  readonly untraced?: string;
  /** What a version lacks whose trial counts `not_offered`: it has no samples. */
  readonly notOffered?: string;
  /** The difference that matters, in the place of `compare`'s usual one. */
  readonly minChangeNs?: number;
  /** What to do where an open loop asks for more than a version can serve. */
  readonly overloadRemedy?: string;
  /** Samples of the main metric that a second brings; 0: none are expected. */
  samplesPerSecond(options: Readonly<Record<string, OptionValue>>, scenario?: Scenario): number;
  /** The same of another metric; undefined: nobody knows before. 0: there is none with these options. */
  samplesPerSecondOf?(metric: string, options: Readonly<Record<string, OptionValue>>): number | undefined;
  /** How many CPUs the emulated machine keeps busy, without the RCU thread. */
  cpuDemand(options: Readonly<Record<string, OptionValue>>, scenario?: Scenario): number;
  /** Complains (UsageError) about options that do not go together. */
  check(options: Record<string, OptionValue>, host: HostLimits): void;
}
