import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { ComparisonPlan, OptionValue } from '../documents/plan.js';
import { type CommonSpecs, commonOptions, type Settings, traceOptions } from '../workloads/common-options.js';
import { findWorkload, workloads } from '../workloads/index.js';
import { type OptionSpecs, type OptionValues, parseOption, withDefaults, withFlag } from '../workloads/options.js';
import { parseScenario } from '../workloads/parse-scenario.js';
import type { Workload } from '../workloads/workload.js';
import { parseCpuList } from './cpu-list.js';
import { parseAccountTrace, parseTrace } from './parse-trace.js';
import type { Flags } from './run-config.js';
import { type Host, type LoadConfig, maxSeed, type RunConfig, type RunFormat, runFormats } from './run-config.js';
import { parseSweep, sweptFlag } from './sweep.js';
import { parseVersionList } from './version-list.js';

/** A command line as typed. */
export interface RunInput {
  readonly versions: readonly string[];
  readonly flags: Flags;
  /** Behind each --sweep. */
  readonly sweeps?: readonly string[];
}

export const defaultVersions = ['baseline', 'v3'];

/**
 * Turns a command line into a RunConfig or throws a UsageError that names the flag.
 * @param drawSeed gives a seed where none is typed: 0 … maxSeed.
 */
export function parseRunConfig(input: RunInput, host: Host, drawSeed: () => number): RunConfig {
  const { flags } = input;
  const load = parseLoad(flags, commonOptions, host, drawSeed);
  const versions = parseVersionList(input.versions.length === 0 ? defaultVersions : input.versions, host);
  const { traceEvents } = parseOptions(traceOptions, flags, host);
  const plan = planOf(input, versions, load, host);
  const trace = plan === undefined ? parseTrace(flags, load.workload, versions, traceEvents) : undefined;
  return {
    ...load,
    versions,
    ...(plan && { plan }),
    format: flags.format === undefined ? 'terminal' : parseFormat(flags.format),
    ...(trace && { trace }),
    ...(flags['account-trace'] !== undefined && { accountTrace: parseAccountTrace(flags['account-trace']) }),
    ...(flags.out !== undefined && { outFile: checkFileName('out', flags.out) }),
  };
}

/** Of a sweep. Traces of many trials would overwrite each other. */
function planOf(
  { flags, sweeps = [] }: RunInput,
  versions: readonly string[],
  load: LoadConfig,
  host: Host,
): ComparisonPlan | undefined {
  if (sweeps.length === 0) return undefined;
  const needless = ['trace', 'trace-mode', 'trace-if', 'account-trace'].find(
    (flag) => flags[flag] !== undefined && flags[flag] !== 'off',
  );
  if (needless !== undefined) {
    throw new UsageError(`--${needless}: a sweep is not traced`, 'Trace the one combination that you want to look at.');
  }
  const fixed = sweeps.map(sweptFlag).find((flag) => flags[flag] !== undefined);
  if (fixed !== undefined) throw new UsageError(`--${fixed} and --sweep ${fixed} exclude each other`);
  const specs = { ...commonOptions, ...load.workload.options };
  return parseSweep(sweeps, versions, specs, host, load, (set) =>
    parseLoad(flags, commonOptions, host, () => load.seed, set),
  );
}

export function parseFormat(text: string): RunFormat {
  const format = runFormats.find((name) => name === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: '${text}' is not a choice`, `Choices: ${runFormats.join(', ')}.`);
}

/**
 * The part of a command line that says what every trial does.
 * @param common the options of every workload, with this command's defaults.
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

/** @param instead values that stand in the place of what was typed, by their names with units. */
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

/** A flag of another workload is an error, not a silence. */
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
