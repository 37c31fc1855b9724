// The flags that say what a trial does: `run` and `compare` have the same, with defaults of their own.
import { string as textFlag } from '@oclif/core/flags';
import type { OptionSpecs } from '../model/options.js';
import { maxSeed } from '../model/run-config.js';
import { workloads } from '../model/workload.js';
import { optionFlags } from './option-flags.js';

/** @param common the options of every workload, as the command has them. */
export const loadFlags = (common: OptionSpecs) => ({
  workload: textFlag({ summary: `the load: ${workloads.map((w) => w.name).join(', ')}`, helpValue: '<name>' }),
  ...optionFlags(common),
  seed: textFlag({ summary: `of the schedule, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
  pin: textFlag({ summary: 'CPUs for the threads, as in 0,1 or 0-3 [default: not pinned]', helpValue: '<cpus>' }),
});

export const workloadFlags = () => Object.assign({}, ...workloads.map((w) => optionFlags(w.options, w.name)));
