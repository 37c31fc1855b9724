// The configuration of `run`, from its command line.
import { UsageError } from '../base/errors.js';
import type { ComparisonPlan } from '../documents/plan.js';
import { parseVersionList } from '../versions/version.js';
import { commonOptions, traceOptions } from '../workloads/common-options.js';
import { parseSweep, sweptFlag } from './arms.js';
import type { Flags, Host, LoadConfig } from './load-config.js';
import { checkFileName, parseLoad, parseOptions } from './load-config.js';
import type { TraceConfig } from './trace-config.js';
import { parseAccountTrace, parseTrace } from './trace-config.js';

export const runFormats = ['terminal', 'csv'] as const;
export type RunFormat = (typeof runFormats)[number];

/** The checked command line of `run`. */
export interface RunConfig extends LoadConfig {
  readonly versions: readonly string[];
  /** The plan of a sweep. Absent: each version runs once. */
  readonly plan?: ComparisonPlan;
  readonly format: RunFormat;
  /** Absent: untraced. */
  readonly trace?: TraceConfig;
  /** The number of trial pairs that measure the cost of tracing. Absent: the cost is not measured. */
  readonly accountTrace?: number;
  /** Where to save the result document. */
  readonly outFile?: string;
}

/** A command line as typed. */
interface RunInput {
  readonly versions: readonly string[];
  readonly flags: Flags;
  /** The values of all --sweep flags. */
  readonly sweeps?: readonly string[];
}

export const defaultVersions = ['baseline', 'v3'];

/**
 * @param drawSeed draws a seed from 0 to maxSeed if none is typed
 * @throws UsageError that names the flag
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

/** The plan of a sweep. A sweep is not traced, since the traces of its trials would overwrite each other. */
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
