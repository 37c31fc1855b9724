import type { Perturbation } from '../documents/torture.js';
import { versions } from '../versions/catalogue.js';
import { buildOptions, commonOptions, type EngineBuild } from '../workloads/common-options.js';
import type { OptionSpecs } from '../workloads/options.js';
import { parseOptions, parseSeed } from './parse-run-config.js';
import { parsePerturbation } from './perturb.js';
import type { Flags, Host } from './run-config.js';
import { checkTracePattern, defaultTracePattern } from './trace-file.js';
import { parseVersionList } from './version-list.js';

export const tortureOptions = {
  durationNs: { ...commonOptions.durationNs, default: 30e9, summary: 'how long each version is tortured' },
  readers: { flag: 'readers', kind: 'count', default: 3, min: 1, max: 256, summary: 'threads that read' },
  writers: {
    flag: 'writers',
    kind: 'count',
    default: 3,
    min: 1,
    max: 256,
    summary: 'threads that queue callbacks, force, drain and synchronize',
  },
  ...buildOptions,
} as const satisfies OptionSpecs;

/** @param perturb the values of all `--perturb`. @param drawSeed gives a seed where none is typed. */
export function parseTortureConfig(
  names: readonly string[],
  flags: Flags,
  perturb: readonly string[],
  host: Host,
  drawSeed: () => number,
): TortureConfig {
  const chosen = parseVersionList(names.length > 0 ? names : versions.map(({ name }) => name), host);
  const trace = flags.trace ?? defaultTracePattern('torture');
  return {
    versions: chosen,
    seed: flags.seed === undefined ? drawSeed() : parseSeed(flags.seed),
    ...parseOptions(tortureOptions, flags, host),
    perturb: parsePerturbation(perturb),
    ...(trace !== 'off' && { tracePattern: checkTracePattern(trace, chosen) }),
  };
}

/** A checked command line of `torture`. */
export interface TortureConfig extends EngineBuild {
  readonly versions: readonly string[];
  readonly seed: number;
  readonly durationNs: number;
  readonly readers: number;
  readonly writers: number;
  readonly perturb: Perturbation;
  /** Where the trace of a version that failed goes; may hold `{version}`. Absent: nowhere. */
  readonly tracePattern?: string;
}
