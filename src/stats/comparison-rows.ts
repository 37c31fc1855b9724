// The rows of a comparison: each quantile of each metric, over the trials of each arm, and against the reference. Figures beyond
// everything measured are infinite here, so that gates can be judged by them: finite-rows.ts makes a document's rows of them.

import {
  type ArmRow,
  type ComparisonRow,
  type Gate,
  isWorse,
  type SummaryQuantile,
  summaryQuantiles,
  type Untested,
} from '../documents/comparison.js';
import type { Arm } from '../documents/plan.js';
import { meaningOf } from '../workloads/meaning.js';
import type { MetricSpec } from '../workloads/metric.js';
import { type ArmTrials, passedTrials } from './arm-trials.js';
import { type Contrast, contrast } from './contrast.js';
import {
  absoluteThresholdOf,
  decide,
  type Level,
  minDetectable,
  minTrials,
  type Thresholds,
  thresholdOf,
  trialsNeeded,
} from './decide.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { holm } from './holm.js';
import { median, medianInterval } from './median.js';
import { candidateTrials, overloadRanks, referenceTrials, type TrialValues, valuesOf } from './trial-values.js';

interface RowSettings extends Thresholds {
  metrics: readonly MetricSpec[];
  gates: readonly Gate[];
  /** Label of the reference. */
  reference: string;
  /** Labels of arms that stalled, crashed or broke a grace period. */
  failed: ReadonlySet<string>;
  /** Labels of arms of which too many trials were overloaded. */
  overloaded: ReadonlySet<string>;
  alpha: number;
}

/** Of the headline metrics these are tested; other quantiles and metrics only where a gate asks. */
const testedQuantiles: readonly SummaryQuantile[] = ['p50', 'p99'];

export function comparisonRows(
  arms: readonly ArmTrials[],
  settings: RowSettings,
): { rows: ComparisonRow[]; familySize: number } {
  const drafts = settings.metrics.flatMap((spec) =>
    summaryQuantiles.flatMap((quantile) => draftRow(arms, spec, quantile, settings) ?? []),
  );
  const tests = drafts.flatMap((row) => row.cells.filter((cell) => cell.inFamily));
  const adjusted = holm(tests.map((cell) => cell.found?.p ?? 1));
  const level: Level = { alpha: settings.alpha, familySize: tests.length };
  tests.forEach((cell, i) => {
    cell.adjustedP = adjusted[i] ?? 1;
  });
  const rows = drafts.map(({ cells, ...row }) => ({ ...row, arms: cells.map((cell) => judged(cell, row, level)) }));
  return { rows, familySize: tests.length };
}

/** The cell with its verdict, if it was tested. */
function judged({ found, adjustedP, threshold, row, otherwise, sizes }: Cell, metric: RowHead, level: Level): ArmRow {
  if (found === undefined) return row;
  const { p, ...differences } = found;
  if (adjustedP === undefined) return { ...row, ...differences };
  const verdict = decide(found, adjustedP, level.alpha, threshold, metric);
  if (otherwise !== undefined && !isWorse(verdict)) return otherwise;
  const needed = verdict === 'undecided' ? trialsNeeded(found, sizes[1], threshold, level) : undefined;
  const detectable = minDetectable(found.shiftInterval, sizes, level);
  return {
    ...row,
    ...differences,
    p,
    adjustedP,
    verdict,
    threshold,
    ...(needed !== undefined && { trialsNeeded: needed }),
    ...(detectable !== undefined && { minDetectable: detectable }),
  };
}

type RowHead = Omit<ComparisonRow, 'arms'>;

/** An arm's part of a row before Holm's correction, which needs all of them. */
interface Cell {
  row: ArmRow;
  found?: Contrast;
  inFamily: boolean;
  /** Of an arm of which too many trials were overloaded: the row if it is not found to be worse. */
  otherwise?: ArmRow;
  adjustedP?: number;
  /** In the row's unit. */
  threshold: number;
  /** Values of the reference, and of the arm. */
  sizes: readonly [number, number];
}

interface Draft extends RowHead {
  cells: Cell[];
}

/** Undefined where no arm has such a quantile, unless a gate asks for it. */
function draftRow(
  arms: readonly ArmTrials[],
  spec: MetricSpec,
  quantile: SummaryQuantile,
  settings: RowSettings,
): Draft | undefined {
  const { name: metric, unit, role, better } = spec;
  const gated = settings.gates.some((gate) => gate.metric === metric && gate.quantile === quantile);
  const tested = gated || (role === 'headline' && testedQuantiles.includes(quantile));
  const isMeasured = (own: ArmTrials) => valuesOf(passedTrials(own), spec, quantile).measured > 0;
  if (!gated && !arms.some(isMeasured)) return undefined;
  const reference = arms.find(({ arm }) => arm.label === settings.reference);
  const row = { metric, quantile, unit, role, better, tested };
  const cells = arms.map((own) => draftCell(pair(own, reference ?? own, spec, quantile, settings), row, settings));
  return { ...row, cells };
}

/** The values of an arm and of the reference in the rounds that count for both. */
interface Pair {
  arm: Arm;
  mine: TrialValues;
  others: TrialValues;
}

interface Pairing extends Pair {
  /** It measures something else than in the reference. */
  foreign: boolean;
  meaning?: string | undefined;
  /** The same with the arm's overloaded trials ranked as worst; absent where they have no rank in this metric. */
  ranked?: Pair;
}

function pair(
  own: ArmTrials,
  reference: ArmTrials,
  spec: MetricSpec,
  quantile: SummaryQuantile,
  settings: RowSettings,
): Pairing {
  const { arm } = own;
  const isReference = arm.label === settings.reference;
  const values = (keepOverloaded: boolean): Pair => ({
    arm,
    mine: valuesOf(candidateTrials(own, reference, keepOverloaded), spec, quantile),
    others: valuesOf(referenceTrials(reference, own, keepOverloaded), spec, quantile),
  });
  const meaning = meaningOf(spec.name, arm.version);
  const ranks = overloadRanks(spec) && !isReference && arm.calibration !== true;
  return {
    ...values(false),
    foreign: meaning !== meaningOf(spec.name, reference.arm.version),
    meaning,
    ...(ranks && { ranked: values(true) }),
  };
}

function draftCell(pairing: Pairing, row: RowHead, settings: RowSettings): Cell {
  const onlyWorse = settings.overloaded.has(pairing.arm.label);
  const chosen = row.tested ? evidenceOf(pairing, onlyWorse) : pairing;
  const untested = whyUntested({ ...pairing, ...chosen }, row.tested, settings);
  const { mine, others } = chosen;
  const comparable = untested === undefined || stillCompared.includes(untested);
  const negligible = absoluteThresholdOf(row.unit, settings);
  const middle = others.values.length > 0 ? finite(median(others.values)) : undefined;
  return {
    row: cellRow(pairing, untested === 'rejected' ? pairing : chosen, untested, settings),
    ...(onlyWorse && { otherwise: cellRow(pairing, pairing, 'rejected', settings) }),
    inFamily: untested === undefined,
    threshold: thresholdOf(middle, row.unit, settings),
    sizes: [others.values.length, mine.values.length],
    ...(comparable && { found: contrast(others.values, mine.values, 1 - settings.alpha, negligible) }),
  };
}

/**
 * An overloaded trial is evidence of "slower" where the reference was not overloaded in the same round; it does not take away
 * an improvement that the other rounds show, unless there are too many.
 */
function evidenceOf(pairing: Pairing, onlyWorse: boolean): Pair {
  const { mine, others, ranked } = pairing;
  if (ranked === undefined || ranked.mine.values.length === mine.values.length) return pairing;
  if (onlyWorse || mine.values.length === 0 || others.values.length === 0) return ranked;
  // Overloaded trials have a rank only in metrics of which less is better.
  return hodgesLehmann(others.values, mine.values).shift < 0 ? pairing : ranked;
}

function cellRow(
  { foreign, meaning }: Pairing,
  { arm, mine, others }: Pair,
  untested: Untested | undefined,
  { alpha }: RowSettings,
): ArmRow {
  return {
    label: arm.label,
    n: mine.measured,
    ...figuresOf(mine, alpha),
    ...(mine.missing > 0 && { missing: mine.missing }),
    ...(untested !== 'reference' && others.missing > 0 && { referenceMissing: others.missing }),
    ...(untested !== undefined && { untested }),
    ...(foreign && meaning !== undefined && { meaning }),
  };
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function figuresOf({ values, measured }: TrialValues, alpha: number): Partial<ArmRow> {
  const rankedWorst = values.length - measured;
  const interval = medianInterval(values, 1 - alpha);
  return {
    ...(rankedWorst > 0 && { rankedWorst }),
    ...(values.length > 0 && { median: median(values) }),
    ...(interval !== undefined && { interval }),
  };
}

/** Without a test, but with the figures by which they differ. */
const stillCompared: readonly Untested[] = ['not-in-family', 'too-few-trials', 'calibration'];

function whyUntested(pairing: Pairing, tested: boolean, settings: RowSettings): Untested | undefined {
  const { arm, foreign, mine, others } = pairing;
  if (arm.label === settings.reference) return 'reference';
  const rejected = whyRejected(pairing, tested, settings);
  if (rejected !== undefined) return rejected;
  if (foreign) return 'other-meaning';
  if (mine.values.length === 0 || others.values.length === 0) return 'no-samples';
  if (!tested) return 'not-in-family';
  if (arm.calibration) return 'calibration';
  if (mine.missing + others.missing > 0) return 'missing-values';
  return Math.min(mine.values.length, others.values.length) < minTrials ? 'too-few-trials' : undefined;
}

/** An overloaded arm is tested all the same where its overload says something: it may be slower. */
function whyRejected(
  { arm: { label }, ranked }: Pairing,
  tested: boolean,
  { reference, failed, overloaded }: RowSettings,
): Untested | undefined {
  if (failed.has(label)) return 'rejected';
  if (failed.has(reference) || overloaded.has(reference)) return 'reference-rejected';
  return overloaded.has(label) && !(tested && ranked !== undefined) ? 'rejected' : undefined;
}
