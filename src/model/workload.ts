import type { MetricSpec } from './metric.js';
import type { HostLimits, OptionSpecs, OptionValue } from './options.js';
import { commonOptions } from './run-config.js';
import { blobUnmap } from './workloads/blob-unmap.js';
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
  /** Samples of the main metric that a second brings. */
  samplesPerSecond(options: Record<string, OptionValue>): number;
  /** How many CPUs the emulated machine keeps busy, without the RCU thread. */
  cpuDemand(options: Record<string, OptionValue>): number;
  /** Complains (UsageError) about options that do not go together. */
  check(options: Record<string, OptionValue>, host: HostLimits): void;
}

export const workloads: readonly Workload[] = [blobUnmap, timedwait, synchronize];

export const findWorkload = (name: string): Workload | undefined =>
  workloads.find((workload) => workload.name === name);

/** All options that a run of this workload has, by their names with units; an unknown workload has the common ones. */
export const optionSpecs = (workload: string): OptionSpecs => ({
  ...commonOptions,
  ...findWorkload(workload)?.options,
});

/** An option's name with unit as it is typed; what is no option stays as it is. */
export const flagOf = (workload: string, key: string): string => optionSpecs(workload)[key]?.flag ?? key;
