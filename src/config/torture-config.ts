// The configuration of `torture` and of `provider check`, which is a short torture of one library.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { decimalText, durationText, parseDurationNs } from '../base/units.js';
import type { Delay, DelayPoint, Perturbation } from '../documents/torture.js';
import { delayPoints } from '../documents/torture.js';
import { versions } from '../versions/catalogue.js';
import { parseVersionList, versionOf } from '../versions/version.js';
import { buildOptions, commonOptions, type EngineBuild } from '../workloads/common-options.js';
import type { OptionSpecs } from '../workloads/options.js';
import type { Flags, Host } from './load-config.js';
import { parseOptions, parseSeed } from './load-config.js';
import { checkTracePattern, defaultTracePattern } from './trace-file.js';

const longestDelayNs = 1e9;
const example = 'Write it as enqueue=20ms@0.01, or auto, or off.';

/** @param texts the values of all --perturb flags. Without any, the delays are drawn. */
export function parsePerturbation(texts: readonly string[]): Perturbation {
  if (texts.includes('off')) {
    if (texts.length > 1) throw new UsageError('--perturb: off and other delays exclude each other');
    return { auto: false, delays: [] };
  }
  const delays = texts.filter((text) => text !== 'auto').map(parseDelay);
  return { auto: texts.length === 0 || texts.includes('auto'), delays };
}

/** The values of the --perturb flags that give this perturbation. */
export function perturbationTexts({ auto, delays }: Perturbation): string[] {
  if (delays.length === 0) return auto ? [] : ['off'];
  const texts = delays.map(
    ({ point, delayNs, probability }) => `${point}=${durationText(delayNs)}@${decimalText(probability)}`,
  );
  return auto ? ['auto', ...texts] : texts;
}

function parseDelay(text: string): Delay {
  const parts = /^([a-z-]+)=([^@]+)@(\d*\.?\d+)$/.exec(text.trim());
  if (parts === null) throw new UsageError(`--perturb: '${text}' is not a delay`, example);
  const [, point = '', delay = '', probability = ''] = parts;
  if (!isPoint(point)) throw unknownPoint(point);
  const delayNs = parseDurationNs(delay);
  if (delayNs > longestDelayNs) throw new UsageError(`--perturb: ${delay} is too long`, 'It can be up to 1s.');
  if (Number(probability) > 1) throw new UsageError(`--perturb: ${probability} is not a probability`, 'It is 0 to 1.');
  return { point, delayNs, probability: Number(probability) };
}

const isPoint = (name: string): name is DelayPoint => Object.hasOwn(delayPoints, name);

function unknownPoint(name: string): UsageError {
  const names = Object.keys(delayPoints);
  const meant = nearest(name, names);
  return new UsageError(
    `--perturb: unknown point '${name}'`,
    meant === undefined ? `Points: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

export const tortureOptions = {
  durationNs: { ...commonOptions.durationNs, default: 30e9, summary: 'duration for each version' },
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

/** @param perturb the values of all --perturb flags @param drawSeed draws a seed if none is typed */
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

/** The checked command line of `torture`. */
export interface TortureConfig extends EngineBuild {
  readonly versions: readonly string[];
  readonly seed: number;
  readonly durationNs: number;
  readonly readers: number;
  readonly writers: number;
  readonly perturb: Perturbation;
  /** The file for the trace of a version that failed. May contain `{version}`. Absent: no trace is kept. */
  readonly tracePattern?: string;
}

export const checkOptions = {
  durationNs: { ...tortureOptions.durationNs, default: 5e9, summary: 'duration of the torture' },
} as const satisfies OptionSpecs;

/** @param drawSeed draws a seed if none is typed */
export function parseCheckConfig(provider: string, flags: Flags, host: Host, drawSeed: () => number): TortureConfig {
  if (versionOf(provider).kind === 'built-in') {
    throw new UsageError(`${provider} is built in`, `To torture it: rcu-bench torture ${provider}`);
  }
  const duration = flags.duration ?? `${checkOptions.durationNs.default / 1e9}s`;
  return parseTortureConfig([provider], { ...flags, duration, trace: 'off' }, [], host, drawSeed);
}
