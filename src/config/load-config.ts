// The load of a trial: the part of a configuration that `run`, `compare` and `fidelity` have in common.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { OptionValue } from '../documents/plan.js';
import type { Scenario } from '../documents/scenario.js';
import type { CommonSpecs, Settings } from '../workloads/common-options.js';
import { findWorkload, workloads } from '../workloads/index.js';
import type { HostLimits, OptionSpecs, OptionValues } from '../workloads/options.js';
import { parseOption, withDefaults, withFlag } from '../workloads/options.js';
import { parseScenario } from '../workloads/parse-scenario.js';
import type { Workload } from '../workloads/workload.js';
import { parseCpuList } from './cpu-list.js';

export const maxSeed = 2 ** 32 - 1;

/** What a trial runs, independent of the version. Values are in base units and within their limits. */
export interface LoadConfig {
  readonly workload: Workload;
  readonly seed: number;
  readonly settings: Settings;
  /** CPUs for the trial's threads, in order. Empty: the threads are not pinned. */
  readonly pinCpus: readonly number[];
  /** Workload mix only: the threads that its scenario describes. */
  readonly scenario?: Scenario;
}

/** The machine against which a command line is checked. */
export interface Host extends HostLimits {
  /** CPUs that this process may be pinned to. */
  readonly allowedCpus: readonly number[];
  /** @returns the text of a shipped scenario or of a file @throws UserError */
  readScenario(name: string): string;
  /** @returns the path of a version's library: a named file, or a library that `provider build` made */
  providerFile(version: string): string | undefined;
}

/** The flags that were typed, without their dashes. */
export type Flags = Readonly<Record<string, string | undefined>>;

/**
 * Parses the part of a command line that describes the load.
 * @param common the common options with the defaults of this command
 * @param typed settings that replace what was typed
 */
export function parseLoad(
  flags: Flags,
  common: CommonSpecs,
  host: Host,
  drawSeed: () => number,
  typed: Readonly<Record<string, OptionValue>> = {},
): LoadConfig {
  const workload = parseWorkload(flags.workload ?? 'blob-unmap');
  refuseForeignFlags(flags, workload);
  const settings: Settings = parseOptions({ ...common, ...workload.options }, flags, host, typed);
  workload.check(settings, host);
  const named = settings.scenario;
  const scenario = typeof named === 'string' ? parseScenario(named, host.readScenario(named)) : undefined;
  return {
    workload,
    seed: flags.seed === undefined ? drawSeed() : parseSeed(flags.seed),
    settings,
    pinCpus: flags.pin === undefined ? [] : parsePin(flags.pin, host.allowedCpus),
    ...(scenario && { scenario }),
  };
}

export function parseWorkload(name: string): Workload {
  const workload = findWorkload(name);
  if (workload !== undefined) return workload;
  const names = workloads.map((w) => w.name);
  const meant = nearest(name, names);
  throw new UsageError(
    `unknown workload '${name}'`,
    meant ? `Did you mean ${meant}?` : `Workloads: ${names.join(', ')}.`,
  );
}

/** @param instead settings that replace what was typed, by the keys of their specs */
export function parseOptions<S extends OptionSpecs>(
  specs: S,
  flags: Flags,
  host: Host,
  instead: Readonly<Record<string, OptionValue>> = {},
): OptionValues<S> {
  const typed = Object.entries(specs).flatMap(([key, spec]) => {
    const text = flags[spec.flag];
    const value = instead[key] ?? (text === undefined ? undefined : parseOption(spec, text, host));
    return value === undefined ? [] : [[key, value]];
  });
  return withDefaults(specs, Object.fromEntries(typed));
}

/** A flag of another workload is an error: it would have no effect. */
function refuseForeignFlags(flags: Flags, workload: Workload): void {
  const own = new Set(Object.values(workload.options).map((spec) => spec.flag));
  for (const other of workloads) {
    const foreign = Object.values(other.options).find((spec) => !own.has(spec.flag) && flags[spec.flag] !== undefined);
    if (foreign !== undefined)
      throw new UsageError(`--${foreign.flag} is an option of ${other.name}, not of ${workload.name}`);
  }
}

export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (seed <= maxSeed) return seed;
  throw new UsageError(`--seed: '${text}' is not a seed`, `A seed is a whole number from 0 to ${maxSeed}.`);
}

function parsePin(text: string, allowed: readonly number[]): number[] {
  const cpus = withFlag('pin', () => parseCpuList(text));
  const missing = cpus.find((cpu) => !allowed.includes(cpu));
  if (missing === undefined) return cpus;
  throw new UsageError(
    `--pin: this process may not use CPU ${missing}`,
    `CPUs that it may use: ${allowed.join(', ')}.`,
  );
}

export function checkFileName(flag: string, file: string): string {
  if (file.trim() === '') throw new UsageError(`--${flag}: the file name is empty`);
  return file;
}
