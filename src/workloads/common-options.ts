// The settings that every load has, whatever its workload. An entry here is all that a new setting needs in TypeScript: its flag, its
// help, its check, its place in results and in the command that runs a trial again all come from it.
import type { OptionValue } from '../documents/plan.js';
import { type EngineBuild, gpWidths, membarrierModes, waitBackends } from '../documents/result.js';
import type { OptionSpecs, OptionValues } from './options.js';

const timeOptions = {
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
} as const satisfies OptionSpecs;

/** How the built-in engine is built, whatever its version. */
export const engineOptions = {
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

export const commonOptions = { ...timeOptions, ...engineOptions } as const satisfies OptionSpecs;

/** Options of traced runs. */
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

type CommonValues = OptionValues<typeof timeOptions> & EngineBuild;

/** The values of all options of a load in one record: the common ones and the workload's own, by their names with units. */
export type Settings = CommonValues & Readonly<Record<string, OptionValue>>;
