import { versions } from '../versions/catalogue.js';
import type { OptionSpecs } from './options.js';
import { engineBuild, type Flags, parseOptions, parseSeed } from './parse-run-config.js';
import { parsePerturbation } from './perturb.js';
import { commonOptions, type Host } from './run-config.js';
import type { TortureConfig } from './torture.js';
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
  membarrier: commonOptions.membarrier,
  wait: commonOptions.wait,
  gpBits: commonOptions.gpBits,
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
  const { durationNs, readers, writers, ...build } = parseOptions(tortureOptions, flags, host);
  const trace = flags.trace ?? defaultTracePattern('torture');
  return {
    versions: chosen,
    seed: flags.seed === undefined ? drawSeed() : parseSeed(flags.seed),
    durationNs,
    readers,
    writers,
    ...engineBuild(build),
    perturb: parsePerturbation(perturb),
    ...(trace !== 'off' && { tracePattern: checkTracePattern(trace, chosen) }),
  };
}
