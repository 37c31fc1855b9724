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
    summary: 'time before it that is not measured',
  },
} as const satisfies OptionSpecs;

/** How the built-in engine is built, whatever its version. */
export const engineOptions = {
  membarrier: {
    flag: 'membarrier',
    kind: 'choice',
    choices: membarrierModes,
    default: 'off',
    summary: "where the readers' barrier is: in the reader (off, as QEMU builds by default), or in the system call",
  },
  wait: {
    flag: 'wait',
    kind: 'choice',
    choices: waitBackends,
    default: 'futex',
    summary:
      "what timed waits are made of: futexes, a condition variable, or Windows' milliseconds as v1, v2, v3 reckon",
  },
  gpBits: {
    flag: 'gp-bits',
    kind: 'choice',
    choices: gpWidths,
    default: '64',
    summary: 'width of the grace-period counter: with 32 bits each grace period has two phases',
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
    summary: 'events that a trace keeps per thread',
  },
} as const satisfies OptionSpecs;

type CommonValues = OptionValues<typeof timeOptions> & EngineBuild;

/** The values of all options of a load in one record: the common ones and the workload's own, by their names with units. */
export type Settings = CommonValues & Readonly<Record<string, OptionValue>>;
