// The configuration of `compare`, from its command line.
import { UsageError } from '../base/errors.js';
import { parseCount, parseDurationNs } from '../base/units.js';
import type { Gate } from '../documents/comparison.js';
import { type Arm, type ComparisonPlan, copyLabel } from '../documents/plan.js';
import type { Warning } from '../documents/result.js';
import type { FileKind } from '../files/file-kind.js';
import { parseVersionList, resolveListed, shortVersion, versionOf } from '../versions/version.js';
import { commonOptions } from '../workloads/common-options.js';
import { workloads } from '../workloads/index.js';
import { type OptionSpecs, withFlag } from '../workloads/options.js';
import type { Workload } from '../workloads/workload.js';
import { armsAlong, checkReference, parseAxis } from './arms.js';
import { checkGates, durationForGates, parseGate } from './gate.js';
import type { Flags, Host, LoadConfig } from './load-config.js';
import { checkFileName, parseLoad, parseWorkload } from './load-config.js';
import { defaultVersions } from './run-config.js';
import { parseShard } from './shard.js';

/** The common options of `compare`, which runs many short trials where `run` runs one long trial. */
export const compareOptions = {
  ...commonOptions,
  durationNs: { ...commonOptions.durationNs, default: 2e9, summary: 'measured time of each trial' },
} as const;

export const defaultTrials = 12;
export const defaultMaxTimeNs = 300e9;
export const outputFormats = ['terminal', 'markdown', 'csv', 'json', 'mail'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** How a comparison judges differences. */
export interface Judgement {
  /** Changes smaller than this share of the reference's median are ignored. */
  readonly relativeThreshold: number;
  /** Smaller changes are ignored. Absent: the workload's default, which is known only after saved results were read. */
  readonly absoluteThresholdNs?: number;
  /** As typed. The metrics are known only after saved results were read. */
  readonly gates: readonly string[];
  /** Whether a gate that cannot be decided fails. */
  readonly strict: boolean;
}

export const defaultThresholds = { relativeThreshold: 0.05, absoluteThresholdNs: 10_000 } as const;

/** The smallest difference that matters to this workload, unless --min-change is typed. */
export const usualMinChangeNs = (workload: Workload | undefined): number =>
  workload?.minChangeNs ?? defaultThresholds.absoluteThresholdNs;

/** A judgement whose defaults are filled in and whose gates are parsed. */
export interface FullJudgement extends Omit<Judgement, 'gates'> {
  readonly absoluteThresholdNs: number;
  readonly gates: readonly Gate[];
}

/**
 * @param workload undefined if this version of rcu-bench does not have the workload of the trials
 * @throws UsageError for a text that is no gate, or for a metric that the workload does not have
 */
export const judgementOf = (judgement: Judgement, workload: Workload | undefined): FullJudgement => ({
  ...judgement,
  absoluteThresholdNs: judgement.absoluteThresholdNs ?? usualMinChangeNs(workload),
  gates: parseGates(judgement.gates, workload),
});

export function parseGates(texts: readonly string[], workload: Workload | undefined): Gate[] {
  if (workload !== undefined) return texts.map((text) => parseGate(text, workload.metrics));
  if (texts.length === 0) return [];
  throw new UsageError(
    `--fail-if: '${texts[0]}' cannot be judged: the results are of a workload that this version does not have`,
    'Use the rcu-bench that measured them.',
  );
}

/** Where the results go, besides standard output. */
interface CompareOutputs {
  readonly format: OutputFormat;
  readonly outFile?: string;
  readonly junitFile?: string;
  /** The name under which the result is saved for later comparisons. */
  readonly saveAs?: string;
}

/** A comparison whose trials are run now. */
export interface LiveComparison {
  readonly kind: 'live';
  readonly load: LoadConfig;
  readonly plan: ComparisonPlan;
  /** The time limit of --until-decided. Absent: the number of rounds is fixed. */
  readonly untilDecidedNs?: number;
  /** Warnings about the configuration itself. */
  readonly warnings?: readonly Warning[];
}

/** A comparison of saved results. */
export interface SavedComparison {
  readonly kind: 'saved';
  readonly files: readonly string[];
  /** As typed. It must be the workload of the files. */
  readonly workload?: string;
  /** A property in which the results may differ: the flag of an option, or `host`. */
  readonly axis?: string;
  readonly reference?: string;
}

export interface CompareConfig {
  readonly source: LiveComparison | SavedComparison;
  readonly judgement: Judgement;
  readonly outputs: CompareOutputs;
  /** The name of a saved result whose reference is the reference of this comparison too. */
  readonly against?: string;
  /** Whether results are compared although they differ in other settings too. A warning names the differences. */
  readonly force: boolean;
}

/** A command line as typed. `flags` contains the flags with a value, `switches` the flags without one. */
export interface CompareInput {
  /** Versions or files. */
  readonly names: readonly string[];
  readonly flags: Flags;
  readonly switches: Readonly<Partial<Record<Switch, boolean>>>;
  readonly failIf: readonly string[];
}

export type Switch = 'until-decided' | 'calibrate' | 'force' | 'fail-if-undecided';

/** What a command line is checked against. */
export interface CompareSurroundings {
  readonly host: Host;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** @returns undefined if there is no such file */
  fileKind(name: string): FileKind | undefined;
  drawSeed(): number;
}

export function parseCompareConfig(input: CompareInput, around: CompareSurroundings): CompareConfig {
  const { flags } = input;
  const files = fileNames(input, around);
  const source = files.length > 0 ? savedComparison(files, input) : liveComparison(input, around);
  return {
    source,
    judgement: parseJudgement(input, source),
    outputs: parseOutputs(flags),
    force: input.switches.force === true,
    ...(flags.against !== undefined && { against: flags.against }),
  };
}

/**
 * All names, or none: trials that run now and trials of another day are no experiment.
 * @throws UsageError for a mixture
 */
function fileNames({ names }: CompareInput, around: CompareSurroundings): string[] {
  const files = names.filter((name) => isResult(name, around));
  if (files.length === 0 || files.length === names.length) return files;
  throw new UsageError(
    `'${files[0]}' is a file, '${names.find((name) => !files.includes(name))}' is not`,
    'Compare either versions, which are run now, or saved results. --against NAME compares with a kept one.',
  );
}

/**
 * Decided by the content of the file. A missing file counts as a result if its name looks like one: the error is then
 * about a result.
 */
function isResult(name: string, { fileKind, host }: Pick<CompareSurroundings, 'fileKind' | 'host'>): boolean {
  if (versionOf(name).entry !== undefined) return false;
  const kind = fileKind(name);
  if (kind === 'other') {
    throw new UsageError(
      `'${name}' is neither a saved result nor a library`,
      'A result is JSON, as --out writes it; a library is an ELF file.',
    );
  }
  if (kind !== undefined) return kind === 'document';
  return host.providerFile(name) === undefined && /[/\\]|\.json$/.test(name) && !name.endsWith('.so');
}

const onlyLive = ['by-patch', 'trials', 'max-time', 'shard', 'seed', 'pin', 'out', 'save'];

function savedComparison(files: string[], { flags, switches }: CompareInput): SavedComparison {
  const specs: OptionSpecs[] = [compareOptions, ...workloads.map((workload) => workload.options)];
  const loads = specs.flatMap((own) => Object.values(own).map(({ flag }) => flag));
  const needless = [...onlyLive, ...loads].find((flag) => flags[flag] !== undefined);
  if (needless !== undefined) throw new UsageError(`--${needless} is about running; saved results are only read`);
  if (flags.by !== undefined && files.length < 2) {
    throw new UsageError('--by compares several results', 'Name a second file, or leave --by out.');
  }
  for (const flag of ['until-decided', 'calibrate'] as const) {
    if (switches[flag]) throw new UsageError(`--${flag} is about running; saved results are only read`);
  }
  return {
    kind: 'saved',
    files,
    ...(flags.workload !== undefined && { workload: parseWorkload(flags.workload).name }),
    ...(flags.by !== undefined && { axis: flags.by }),
    ...(flags.reference !== undefined && { reference: flags.reference }),
  };
}

function liveComparison(input: CompareInput, around: CompareSurroundings): LiveComparison {
  const { flags, switches } = input;
  const seeded = { ...flags, seed: flags.seed ?? String(around.drawSeed()) };
  if (flags.shard !== undefined && flags.seed === undefined) {
    throw new UsageError('--shard: without --seed each shard would draw its own', 'Give all shards the same --seed.');
  }
  if (flags.shard !== undefined && (input.failIf.length > 0 || flags.junit !== undefined)) {
    throw new UsageError(
      '--shard: a part cannot be judged',
      'Use --fail-if and --junit when you compare the merged result.',
    );
  }
  const load = parseLoad(seeded, compareOptions, around.host, around.drawSeed);
  const chosen = chooseArms(input, seeded, around);
  const reference = parseReference(flags.reference, chosen.arms);
  const arms = switches.calibrate ? [...chosen.arms, again(reference)] : chosen.arms;
  if (arms.length < 2 && flags.against === undefined && flags.save === undefined) {
    throw new UsageError(
      `${arms[0]?.label} alone is no comparison`,
      'Name a second version, or a saved result: --against NAME.',
    );
  }
  const until = parseUntilDecided(input);
  const plan = { arms, reference: reference.label, ...chosen.axis, ...parseRounds(input, around), ...maxTimeOf(until) };
  return { kind: 'live', plan, ...withDuration(input, load, plan), ...until };
}

/** Unless --duration is typed, each trial is as long as the gates need. */
function withDuration(
  { flags, failIf }: CompareInput,
  load: LoadConfig,
  plan: ComparisonPlan,
): Pick<LiveComparison, 'load' | 'warnings'> {
  const gates = parseGates(failIf, load.workload);
  // The labels of a saved result are known only after it was read.
  if (flags.against === undefined) checkGates(gates, plan);
  const typed = flags.duration !== undefined || plan.axis === 'durationNs';
  const { durationNs, warnings } = durationForGates(gates, load, plan, typed);
  return { load: { ...load, settings: { ...load.settings, durationNs } }, ...(warnings.length > 0 && { warnings }) };
}

function chooseArms(
  { names, flags }: CompareInput,
  seeded: Flags,
  around: CompareSurroundings,
): { arms: Arm[]; axis?: { axis: string } } {
  if (flags['by-patch'] !== undefined) return { arms: patchArms(flags['by-patch'], names, flags) };
  if (flags.by === undefined) return { arms: versionArms(names, flags.against, around.host) };
  const [version = 'v3', ...more] = parseVersionList(names, around.host);
  if (more.length > 0) throw new UsageError('--by compares one version under several values', 'Name one version.');
  const { workload } = parseLoad(seeded, compareOptions, around.host, around.drawSeed);
  const axis = parseAxis('by', flags.by, { ...compareOptions, ...workload.options }, around.host);
  const loadWith = (set: Arm['set']) => parseLoad(seeded, compareOptions, around.host, around.drawSeed, set);
  return { arms: armsAlong(axis, version, loadWith({}), loadWith), axis: { axis: axis.key } };
}

function versionArms(names: readonly string[], against: string | undefined, host: Host): Arm[] {
  const chosen = names.length > 0 ? names : against === undefined ? defaultVersions : defaultVersions.slice(1);
  return parseVersionList(chosen, host).map((version) => ({ label: shortVersion(version), version }));
}

/** The version baseline and every prefix of a series, to show what each patch adds. */
function patchArms(series: string, names: readonly string[], flags: Flags): Arm[] {
  if (names.length > 0 || flags.by !== undefined) {
    throw new UsageError('--by-patch names the versions itself', `Write: rcu-bench compare --by-patch ${series}`);
  }
  const { entry, patch } = resolveListed(series);
  if (entry.patches.length === 0 || patch !== undefined) {
    throw new UsageError(`--by-patch: '${series}' is not a series of patches`);
  }
  return ['baseline', ...entry.patches.map(({ number }) => `${series}@${number}`)].map((v) => ({
    label: v,
    version: v,
  }));
}

const again = (arm: Arm): Arm => ({ ...arm, label: copyLabel(arm.label), calibration: true });

function parseReference(text: string | undefined, arms: readonly Arm[]): Arm {
  const label = text?.trim() ?? arms[0]?.label ?? '';
  checkReference(
    label,
    arms.map((arm) => arm.label),
  );
  return arms.find((arm) => arm.label === label) as Arm;
}

const mostTrials = 100_000;

function parseRounds(
  { flags }: CompareInput,
  { variables }: CompareSurroundings,
): Omit<ComparisonPlan, 'arms' | 'reference'> {
  const rounds = flags.trials === undefined ? defaultTrials : withFlag('trials', () => parseCount(flags.trials ?? ''));
  if (rounds < 1 || rounds > mostTrials) {
    throw new UsageError(`--trials: ${rounds} is out of range`, `It can be 1 to ${mostTrials}.`);
  }
  if (flags.shard === undefined) return { rounds };
  const shard = parseShard(flags.shard, variables);
  if (shard.count <= rounds) return { rounds, shard };
  throw new UsageError(`--shard: ${rounds} rounds do not give ${shard.count} shards one each`, 'Raise --trials.');
}

function parseUntilDecided({ flags, switches }: CompareInput): Pick<LiveComparison, 'untilDecidedNs'> {
  const maxTime = flags['max-time'];
  if (!switches['until-decided']) {
    if (maxTime !== undefined) throw new UsageError('--max-time belongs to --until-decided');
    return {};
  }
  for (const flag of ['trials', 'shard']) {
    if (flags[flag] !== undefined) throw new UsageError(`--${flag} and --until-decided exclude each other`);
  }
  return {
    untilDecidedNs: maxTime === undefined ? defaultMaxTimeNs : withFlag('max-time', () => parseDurationNs(maxTime)),
  };
}

const maxTimeOf = ({ untilDecidedNs }: Pick<LiveComparison, 'untilDecidedNs'>): Pick<ComparisonPlan, 'maxTimeNs'> =>
  untilDecidedNs === undefined ? {} : { maxTimeNs: untilDecidedNs };

function parseJudgement({ flags, switches, failIf }: CompareInput, source: CompareConfig['source']): Judgement {
  return {
    relativeThreshold: parseThreshold(flags.threshold),
    ...absoluteThreshold(flags['min-change'], source),
    gates: failIf.map((text) => text.trim()),
    strict: switches['fail-if-undecided'] === true,
  };
}

function absoluteThreshold(
  typed: string | undefined,
  source: CompareConfig['source'],
): Pick<Judgement, 'absoluteThresholdNs'> {
  const absoluteThresholdNs = parseMinChange(typed, source.kind === 'live' ? source.load.workload : undefined);
  return absoluteThresholdNs === undefined ? {} : { absoluteThresholdNs };
}

/** @param workload undefined: not known yet, so that there is no default */
export function parseMinChange(typed: string | undefined, workload: Workload | undefined): number | undefined {
  if (typed !== undefined) return withFlag('min-change', () => parseDurationNs(typed));
  return workload === undefined ? undefined : usualMinChangeNs(workload);
}

export const parseThreshold = (typed: string | undefined): number =>
  typed === undefined ? defaultThresholds.relativeThreshold : parsePercent('threshold', typed);

export function parsePercent(flag: string, text: string): number {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1];
  if (percent !== undefined && Number(percent) <= 1000) return Number(percent) / 100;
  throw new UsageError(`--${flag}: '${text}' is not a share`, 'Write it in percent, as in 5%.');
}

function parseOutputs(flags: Flags): CompareOutputs {
  const format = flags.format ?? 'terminal';
  if (!(outputFormats as readonly string[]).includes(format)) {
    throw new UsageError(`--format: '${format}' is not a choice`, `Choices: ${outputFormats.join(', ')}.`);
  }
  return {
    format: format as OutputFormat,
    ...(flags.out !== undefined && { outFile: checkFileName('out', flags.out) }),
    ...(flags.junit !== undefined && { junitFile: checkFileName('junit', flags.junit) }),
    ...(flags.save !== undefined && { saveAs: checkBaselineName('save', flags.save) }),
  };
}

/** The name becomes part of a file name. */
function checkBaselineName(flag: string, name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return name;
  throw new UsageError(
    `--${flag}: '${name}' cannot be the name of a saved result`,
    'Use letters, digits, dots, - and _.',
  );
}
