// The rows of a comparison: each quantile of each metric, over the trials of each arm, and against the reference. Figures beyond
// everything measured are infinite here, so that gates can be judged by them: finite-rows.ts makes a document's rows of them.
import type { Arm } from '../model/arm.js';
import { type ArmRow, type ComparisonRow, isWorse, type Untested } from '../model/comparison.js';
import { type Gate, type SummaryQuantile, summaryQuantiles } from '../model/gate.js';
import { meaningOf } from '../model/meaning.js';
import type { MetricSpec } from '../model/metric.js';
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
import { holm } from './holm.js';
import { median, medianInterval } from './median.js';
import { candidateTrials, overloadRanks, referenceTrials, type TrialValues, valuesOf } from './trial-values.js';

export interface RowSettings extends Thresholds {
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
function judged({ found, adjustedP, threshold, row, sizes, onlyWorse }: Cell, metric: RowHead, level: Level): ArmRow {
  if (found === undefined) return row;
  const { p, ...differences } = found;
  if (adjustedP === undefined) return { ...row, ...differences };
  const verdict = decide(found, adjustedP, level.alpha, threshold, metric);
  if (onlyWorse && !isWorse(verdict)) return { ...row, untested: 'rejected' };
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
  /** Too many of its trials were overloaded: it can be called worse, and nothing else. */
  onlyWorse: boolean;
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
  const cells = arms.map((own) => draftCell(own, reference ?? own, spec, row, settings));
  return { ...row, cells };
}

function draftCell(
  own: ArmTrials,
  reference: ArmTrials,
  spec: MetricSpec,
  { quantile, tested }: RowHead,
  settings: RowSettings,
): Cell {
  const { arm } = own;
  const isReference = arm.label === settings.reference;
  const ranks = overloadRanks(spec);
  const others = valuesOf(referenceTrials(reference, isReference ? noTrials(own) : own, ranks), spec, quantile);
  const mine = isReference ? others : valuesOf(candidateTrials(own, reference, ranks), spec, quantile);
  const meaning = meaningOf(spec.name, arm.version);
  const foreign = meaning !== meaningOf(spec.name, reference.arm.version);
  const untested = whyUntested({ arm, foreign, mine, others, tested, ranks }, settings);
  const comparable = untested === undefined || stillCompared.includes(untested);
  const negligible = absoluteThresholdOf(spec.unit, settings);
  const middle = others.values.length > 0 ? finite(median(others.values)) : undefined;
  return {
    row: {
      label: arm.label,
      n: mine.measured,
      ...figuresOf(mine, settings.alpha),
      ...(mine.missing > 0 && { missing: mine.missing }),
      ...(!isReference && others.missing > 0 && { referenceMissing: others.missing }),
      ...(untested !== undefined && { untested }),
      ...(foreign && meaning !== undefined && { meaning }),
    },
    inFamily: untested === undefined,
    onlyWorse: settings.overloaded.has(arm.label),
    threshold: thresholdOf(middle, spec.unit, settings),
    sizes: [others.values.length, mine.values.length],
    ...(comparable && { found: contrast(others.values, mine.values, 1 - settings.alpha, negligible) }),
  };
}

const noTrials = ({ arm }: ArmTrials): ArmTrials => ({ arm, trials: [] });

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

interface Pairing {
  arm: Arm;
  /** It measures something else than in the reference. */
  foreign: boolean;
  mine: TrialValues;
  others: TrialValues;
  tested: boolean;
  /** An overloaded trial has a rank in this metric. */
  ranks: boolean;
}

function whyUntested(pairing: Pairing, settings: RowSettings): Untested | undefined {
  const { arm, foreign, mine, others, tested } = pairing;
  if (arm.label === settings.reference) return 'reference';
  const rejected = whyRejected(pairing, settings);
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
  { arm: { label, calibration }, tested, ranks }: Pairing,
  { reference, failed, overloaded }: RowSettings,
): Untested | undefined {
  if (failed.has(label)) return 'rejected';
  if (failed.has(reference) || overloaded.has(reference)) return 'reference-rejected';
  const isEvidence = ranks && tested && !calibration;
  return overloaded.has(label) && !isEvidence ? 'rejected' : undefined;
}
