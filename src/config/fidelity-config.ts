// The configuration of `fidelity`, from its command line.
import { UsageError } from '../base/errors.js';
import { parseCount } from '../base/units.js';
import { type FidelityVerdict, fidelityVerdicts } from '../documents/fidelity.js';
import type { Arm } from '../documents/plan.js';
import { type Libraries, parseVersionList, shortVersion } from '../versions/version.js';
import { workloads } from '../workloads/index.js';
import { type OptionSpecs, withFlag } from '../workloads/options.js';
import type { Workload } from '../workloads/workload.js';
import {
  type CompareSurroundings,
  compareOptions,
  type LiveComparison,
  parseMinChange,
  parsePercent,
  parseThreshold,
  usualMinChangeNs,
} from './compare-config.js';
import type { Flags } from './load-config.js';
import { checkFileName, parseLoad } from './load-config.js';

/** Rounds for about four minutes: enough to decide the default load even on a busy machine. */
export const defaultRounds = 20;
/** The share of displaced samples that the verdict "same" excludes. */
export const defaultResolution = 0.25;

/** When the two sides count as the same. */
export interface FidelityJudgement {
  /** A sample that differs by less than this share counts as equal. */
  readonly relativeTolerance: number;
  /**
   * A sample that differs by less counts as equal. Absent: the workload's default, known only after saved trials were
   * read.
   */
  readonly absoluteToleranceNs?: number;
  readonly resolution: number;
  /** Verdicts for which the exit code is 3. */
  readonly failIf: readonly FidelityVerdict[];
}

/** A judgement whose defaults are filled in. */
export type FullFidelityJudgement = FidelityJudgement & { readonly absoluteToleranceNs: number };

export const fidelityJudgementOf = (
  judgement: FidelityJudgement,
  workload: Workload | undefined,
): FullFidelityJudgement => ({
  ...judgement,
  absoluteToleranceNs: judgement.absoluteToleranceNs ?? usualMinChangeNs(workload),
});

/** Trials that `fidelity --out` has saved. */
interface SavedFidelity {
  readonly kind: 'saved';
  readonly file: string;
}

export interface FidelityConfig {
  readonly source: LiveComparison | SavedFidelity;
  readonly judgement: FidelityJudgement;
  readonly outFile?: string;
}

/** A command line as typed. */
interface FidelityInput {
  /** Two versions, or one file. */
  readonly names: readonly string[];
  readonly flags: Flags;
  readonly failIf: readonly string[];
}

export function parseFidelityConfig(
  input: FidelityInput,
  around: Omit<CompareSurroundings, 'variables'>,
): FidelityConfig {
  const { names, flags } = input;
  const [file = ''] = names;
  const kind = names.length === 1 ? around.fileKind(file) : undefined;
  const isSaved = kind === undefined ? names.length === 1 && file.endsWith('.json') : kind === 'document';
  if (isSaved) refuseRunning(flags);
  const source = isSaved ? ({ kind: 'saved', file } as const) : liveSource(input, around);
  return {
    source,
    judgement: parseJudgement(input, source.kind === 'live' ? source : undefined),
    ...(flags.out !== undefined && { outFile: checkFileName('out', flags.out) }),
  };
}

function refuseRunning(flags: Flags): void {
  const specs: OptionSpecs[] = [compareOptions, ...workloads.map((workload) => workload.options)];
  const ofRunning = ['workload', 'rounds', 'seed', 'pin', 'out', ...specs.flatMap(flagsOf)];
  const needless = ofRunning.find((flag) => flags[flag] !== undefined);
  if (needless !== undefined) throw new UsageError(`--${needless} is about running; saved trials are only read`);
}

const flagsOf = (specs: OptionSpecs) => Object.values(specs).map(({ flag }) => flag);

function liveSource(
  { names, flags }: FidelityInput,
  { host, drawSeed }: Pick<CompareSurroundings, 'host' | 'drawSeed'>,
): LiveComparison {
  if (names.length !== 2) {
    throw new UsageError(
      `fidelity compares two versions, not ${names.length}`,
      'Write: rcu-bench fidelity baseline v3. The same version twice shows how much equal code differs.',
    );
  }
  const [a = '', b = ''] = parseSides(names, host);
  const arms = fidelityArms(a, b);
  return {
    kind: 'live',
    load: parseLoad(flags, compareOptions, host, drawSeed),
    plan: { arms, reference: arms[0]?.label ?? '', rounds: parseRounds(flags.rounds), fidelity: true },
  };
}

/** Both sides may be the same version. Two different versions need different labels. */
function parseSides(names: readonly string[], libraries: Libraries): string[] {
  const versions = names.flatMap((name) => parseVersionList([name], libraries));
  return new Set(versions).size === 1 ? versions : parseVersionList(versions, libraries);
}

/** Two arms of each side: a, a, b, b. */
export function fidelityArms(a: string, b: string): Arm[] {
  const arm = (version: string, number: number): Arm => ({ label: `${shortVersion(version)} (${number})`, version });
  const [third, fourth] = a === b ? [3, 4] : [1, 2];
  return [arm(a, 1), arm(a, 2), arm(b, third), arm(b, fourth)];
}

const mostRounds = 100_000;

function parseRounds(text: string | undefined): number {
  const rounds = text === undefined ? defaultRounds : withFlag('rounds', () => parseCount(text));
  if (rounds >= 1 && rounds <= mostRounds) return rounds;
  throw new UsageError(`--rounds: ${rounds} is out of range`, `It can be 1 to ${mostRounds}.`);
}

function parseJudgement({ flags, failIf }: FidelityInput, live: LiveComparison | undefined): FidelityJudgement {
  return {
    relativeTolerance: parseThreshold(flags.threshold),
    ...absoluteTolerance(flags['min-change'], live),
    resolution: parseResolution(flags.resolution),
    failIf: failIf.map(parseVerdict),
  };
}

function absoluteTolerance(
  typed: string | undefined,
  live: LiveComparison | undefined,
): Pick<FidelityJudgement, 'absoluteToleranceNs'> {
  const absoluteToleranceNs = parseMinChange(typed, live?.load.workload);
  return absoluteToleranceNs === undefined ? {} : { absoluteToleranceNs };
}

function parseResolution(text: string | undefined): number {
  if (text === undefined) return defaultResolution;
  const share = parsePercent('resolution', text);
  if (share > 0 && share < 1) return share;
  throw new UsageError(`--resolution: ${text} is out of range`, 'It is a share of the samples: above 0%, below 100%.');
}

function parseVerdict(text: string): FidelityVerdict {
  const verdict = fidelityVerdicts.find((name) => name === text);
  if (verdict !== undefined) return verdict;
  throw new UsageError(`--fail-if: '${text}' is no verdict`, `Verdicts: ${fidelityVerdicts.join(', ')}.`);
}
