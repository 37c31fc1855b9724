// The options of every workload. A new option is one entry here: the flags of `run` and `compare`, the axes of --by and
// --sweep, the result document, the `Again` line and the addon's configuration follow from these specs.
import { gpWidths, membarrierModes, waitBackends } from '../documents/result.js';
import type { ChoiceOption, NumberOption, OptionSpecs, OptionValue, OptionValues } from './options.js';

/** How a built-in version is built. They have no effect on libraries. */
export const buildOptions = {
  membarrier: {
    flag: 'membarrier',
    kind: 'choice',
    choices: membarrierModes,
    default: 'off',
    summary: "barrier of the readers: in the reader (off, QEMU's default), or membarrier(2) by the writer",
  },
  wait: {
    flag: 'wait',
    kind: 'choice',
    choices: waitBackends,
    default: 'futex',
    summary: "timed waits use futexes, a condition variable, or Windows' milliseconds as v1, v2 or v3 compute them",
  },
  gpBits: {
    flag: 'gp-bits',
    kind: 'choice',
    choices: gpWidths,
    default: '64',
    summary: 'bits of the grace-period counter; 32 bits need two phases a grace period',
  },
} as const satisfies OptionSpecs;

/** The options of every trial, whatever its workload. The defaults are those of `run`. */
export const commonOptions = {
  durationNs: {
    flag: 'duration',
    kind: 'duration',
    default: 5e9,
    min: 100e6,
    max: 24 * 3600e9,
    summary: 'measured time of each version',
  },
  warmupNs: {
    flag: 'warmup',
    kind: 'duration',
    default: 500e6,
    min: 0,
    max: 3600e9,
    summary: 'time before the measurement starts',
  },
  ...buildOptions,
} as const satisfies OptionSpecs;

/** The options of a traced trial. Only `run` has them. */
export const traceOptions = {
  traceEvents: {
    flag: 'trace-buffer',
    kind: 'count',
    default: 262_144,
    min: 1024,
    max: 2 ** 24,
    summary: 'events per thread that a trace keeps',
  },
} as const satisfies OptionSpecs;

/** The common options with the defaults and summaries of one command. */
export type CommonSpecs = {
  readonly [K in keyof typeof commonOptions]: (typeof commonOptions)[K] extends ChoiceOption
    ? (typeof commonOptions)[K]
    : NumberOption;
};

export type EngineBuild = OptionValues<typeof buildOptions>;
export type CommonSettings = OptionValues<typeof commonOptions>;

/** The values of all options of a trial, common ones and the workload's, in base units, by the keys of their specs. */
export interface Settings extends CommonSettings {
  readonly [key: string]: OptionValue;
}
