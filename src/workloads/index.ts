// The registry of workloads.
import { blobUnmap } from './blob-unmap.js';
import { commonOptions, traceOptions } from './common-options.js';
import { drain } from './drain.js';
import { flood } from './flood.js';
import { mix } from './mix.js';
import type { OptionSpecs } from './options.js';
import { readSide } from './read-side.js';
import { synchronize } from './synchronize.js';
import { timedwait } from './timedwait.js';
import type { Workload } from './workload.js';

export const workloads: readonly Workload[] = [blobUnmap, timedwait, synchronize, drain, readSide, flood, mix];

export const findWorkload = (name: string): Workload | undefined =>
  workloads.find((workload) => workload.name === name);

/** All options of a run of this workload, by their keys. An unknown workload has the common options. */
export const optionSpecs = (workload: string): OptionSpecs => ({
  ...commonOptions,
  ...traceOptions,
  ...findWorkload(workload)?.options,
});

/** The flag of an option's key. A key that is no option is returned unchanged. */
export const flagOf = (workload: string, key: string): string => optionSpecs(workload)[key]?.flag ?? key;
