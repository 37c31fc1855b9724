// The rows of `fidelity`: each metric that either side has, how far the sides are apart in it, and how far runs of the same.
import type { FidelityRow, FidelityUntested, FidelityVerdict, Side } from '../documents/fidelity.js';
import type { TrialResult } from '../documents/result.js';
import { isBuiltIn } from '../versions/catalogue.js';
import { meaningOf, offersMetric } from '../workloads/meaning.js';
import type { MetricSpec } from '../workloads/metric.js';
import { type Distribution, distributionOf, summaryOf } from './distribution.js';
import type { RoundPlaces } from './fidelity-rounds.js';
import { holm } from './holm.js';
import { distanceBeyond, ksDistance, type Tolerance } from './ks.js';
import { normalQuantile } from './normal.js';
import { quantileOfSorted } from './quantile.js';
import { type Relabelled, relabel } from './relabel.js';
import type { RoundSamples } from './tallies.js';

/** Gives the samples of the trial at a place; empty where it has none. They may lie in a file: each is asked for once. */
export type ReadSamples = (place: number, metric: string) => Float64Array;

export interface FidelityRowSettings extends Omit<FidelityLevel, 'familySize'> {
  readonly metrics: readonly MetricSpec[];
  /** Of side a, and of side b. */
  readonly versions: Readonly<Record<Side, string>>;
  /** A side failed. */
  readonly rejected: boolean;
  readonly relativeTolerance: number;
  readonly absoluteToleranceNs: number;
  readonly minRounds: number;
  readonly draws: number;
  readonly seed: number;
}

interface FidelityRows {
  rows: FidelityRow[];
  familySize: number;
}

export function fidelityRows(
  rounds: readonly RoundPlaces[],
  trials: readonly TrialResult[],
  read: ReadSamples,
  settings: FidelityRowSettings,
): FidelityRows {
  const ofVersions = settings.metrics.filter(({ role }) => role !== 'floor');
  const drafts = ofVersions.flatMap((spec) => draftRow(spec, rounds, trials, read, settings) ?? []);
  const tested = drafts.flatMap(({ found }) => found ?? []);
  const adjusted = holm(tested.map(({ p }) => p));
  const level: FidelityLevel = { ...settings, familySize: tested.length };
  const rows = drafts.map(({ row, found }) =>
    found === undefined ? row : judged(row, found, adjusted[tested.indexOf(found)] ?? 1, rounds.length, level),
  );
  return { rows, familySize: tested.length };
}

/** A row before Holm's correction, which needs all of them. */
interface Draft {
  row: FidelityRow;
  /** Of a metric that is tested. */
  found?: Relabelled;
}

/** Undefined where neither side has a sample. */
function draftRow(
  { name: metric, unit, role }: MetricSpec,
  rounds: readonly RoundPlaces[],
  trials: readonly TrialResult[],
  read: ReadSamples,
  settings: FidelityRowSettings,
): Draft | undefined {
  const samples = rounds.map((round) => samplesOf(round, metric, read));
  const sides = { a: sideOf(samples, 'a'), b: sideOf(samples, 'b') };
  if (isEmpty(sides.a) && isEmpty(sides.b)) return undefined;
  const why = whyUntested(metric, rounds, trials, sides, settings);
  const comparable = !isEmpty(sides.a) && !isEmpty(sides.b) && why.untested !== 'other-meaning';
  const tolerance = toleranceOf(unit, settings);
  const row: FidelityRow = {
    metric,
    unit,
    role,
    a: summaryOf(sides.a, unit),
    b: summaryOf(sides.b, unit),
    ...(comparable && {
      distance: ksDistance(sides.a, sides.b),
      beyond: distanceBeyond(sides.a, sides.b, tolerance),
    }),
    ...why,
  };
  if (why.untested !== undefined) return { row };
  return { row, found: relabel(samples, { tolerance, seed: settings.seed, draws: settings.draws }) };
}

function samplesOf({ a, b }: RoundPlaces, metric: string, read: ReadSamples): RoundSamples {
  const ascending = (place: number) => read(place, metric).slice().sort();
  return { a: [ascending(a[0]), ascending(a[1])], b: [ascending(b[0]), ascending(b[1])] };
}

const sideOf = (rounds: readonly RoundSamples[], side: Side): Distribution =>
  distributionOf(rounds.flatMap((round) => [...round[side]]));

const isEmpty = ({ values }: Distribution): boolean => values.length === 0;

/** Only times have an absolute part. */
const toleranceOf = (unit: string, { relativeTolerance, absoluteToleranceNs }: FidelityRowSettings): Tolerance => ({
  relative: relativeTolerance,
  absolute: unit === 'ns' ? absoluteToleranceNs : 0,
});

type Why = Pick<FidelityRow, 'lacking' | 'meanings'> & { untested?: FidelityUntested };

function whyUntested(
  metric: string,
  rounds: readonly RoundPlaces[],
  trials: readonly TrialResult[],
  sides: Readonly<Record<Side, Distribution>>,
  { versions, rejected, minRounds }: FidelityRowSettings,
): Why {
  const lacking = (['a', 'b'] as const).filter((side) => isEmpty(sides[side]));
  if (lacking.length > 0) {
    const ofThem = lacking.flatMap((side) => rounds.flatMap((round) => trials[round[side][0]] ?? []));
    const offered = ofThem.every((trial) => offersMetric(trial, metric));
    return { untested: offered ? 'no-samples' : 'not-offered', lacking };
  }
  const [a, b] = [meaningOf(metric, versions.a), meaningOf(metric, versions.b)];
  // Whether a library measures the same as a built-in version is what is asked.
  if (a !== b && isBuiltIn(versions.a) && isBuiltIn(versions.b)) {
    const meanings = { ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
    return { untested: 'other-meaning', meanings };
  }
  if (rejected) return { untested: 'rejected' };
  return rounds.length < minRounds ? { untested: 'too-few-rounds' } : {};
}

function judged(
  row: FidelityRow,
  { p, same, sameBeyond, deviation }: Relabelled,
  adjustedP: number,
  rounds: number,
  level: FidelityLevel,
): FidelityRow {
  const detectable = detectableShare(sameBeyond, deviation, level);
  const verdict = decideFidelity({ beyond: row.beyond ?? 0, adjustedP, detectable }, level);
  return {
    ...row,
    same: { median: quantileOfSorted(same, 0.5), p95: upperQuantile(same, 0.95) },
    p,
    adjustedP,
    detectable,
    verdict,
    ...(verdict === 'undecided' && { roundsNeeded: roundsNeeded(rounds, detectable, level.resolution) }),
  };
}

interface FidelityLevel {
  /** Error rate of the family. */
  readonly alpha: number;
  readonly familySize: number;
  /** A smaller share out of place is no difference. */
  readonly leastShare: number;
  /** "same" says that such a share would have been found. */
  readonly resolution: number;
}

interface FoundDistance {
  /** Share out of place by more than the tolerance. */
  readonly beyond: number;
  readonly adjustedP: number;
  /** The share that 19 of 20 runs like this would find. */
  readonly detectable: number;
}

/**
 * different: the test finds it, and it is a share that matters. same: it is not that, and a share as large as the resolution
 * would have been found. undecided: neither, for which more rounds are the remedy.
 */
export function decideFidelity(found: FoundDistance, level: FidelityLevel): FidelityVerdict {
  if (found.adjustedP <= level.alpha && found.beyond >= level.leastShare) return 'different';
  return found.detectable <= level.resolution ? 'same' : 'undecided';
}

/**
 * @param sameBeyond distances of runs of the same beyond the tolerance, ascending: what Holm's first step asks for has to be
 * exceeded
 * @param deviation of the difference between both shares: what chance may take away from a share that is really there
 */
export function detectableShare(sameBeyond: Float64Array, deviation: number, level: FidelityLevel): number {
  const share = 1 - level.alpha / Math.max(1, level.familySize);
  return Math.min(1, upperQuantile(sameBeyond, share) + normalQuantile(power) * deviation);
}

/** What at most `1 - share` of the ascending values exceed: one of them. */
export function upperQuantile(ascending: Float64Array, share: number): number {
  const place = Math.min(ascending.length, Math.ceil(share * (ascending.length + 1))) - 1;
  const value = ascending[place];
  if (value === undefined) throw new RangeError('no quantile of nothing');
  return value;
}

/** About how many rounds would bring what can be found down to the resolution: it shrinks with the root of their number. */
export function roundsNeeded(rounds: number, detectable: number, resolution: number): number {
  return Math.max(rounds + 1, Math.ceil(rounds * (detectable / resolution) ** 2));
}

const power = 0.95;
