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

/** All options that a run of this workload has, by their names with units; an unknown workload has the common ones. */
export const optionSpecs = (workload: string): OptionSpecs => ({
  ...commonOptions,
  ...traceOptions,
  ...findWorkload(workload)?.options,
});

/** An option's name with unit as it is typed; what is no option stays as it is. */
export const flagOf = (workload: string, key: string): string => optionSpecs(workload)[key]?.flag ?? key;
