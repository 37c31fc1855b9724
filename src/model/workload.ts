import type { MetricSpec } from './metric.js';
import type { HostLimits, OptionSpecs, OptionValue } from './options.js';
import { commonOptions } from './run-config.js';
import type { Scenario } from './scenario.js';
import { blobUnmap } from './workloads/blob-unmap.js';
import { drain } from './workloads/drain.js';
import { flood } from './workloads/flood.js';
import { mix } from './workloads/mix.js';
import { readSide } from './workloads/read-side.js';
import { synchronize } from './workloads/synchronize.js';
import { timedwait } from './workloads/timedwait.js';

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

export const workloads: readonly Workload[] = [blobUnmap, timedwait, synchronize, drain, readSide, flood, mix];

export const findWorkload = (name: string): Workload | undefined =>
  workloads.find((workload) => workload.name === name);

/** All options that a run of this workload has, by their names with units; an unknown workload has the common ones. */
export const optionSpecs = (workload: string): OptionSpecs => ({
  ...commonOptions,
  ...findWorkload(workload)?.options,
});

/** An option's name with unit as it is typed; what is no option stays as it is. */
export const flagOf = (workload: string, key: string): string => optionSpecs(workload)[key]?.flag ?? key;
