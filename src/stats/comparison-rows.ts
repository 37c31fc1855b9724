// The rows of a comparison: each quantile of each metric, over the trials of each arm, and against the reference.
import type { Arm } from '../model/arm.js';
import type { ArmRow, ComparisonRow, Untested } from '../model/comparison.js';
import { type Gate, type SummaryQuantile, summaryQuantiles } from '../model/gate.js';
import { meaningOf } from '../model/meaning.js';
import type { MetricSpec } from '../model/metric.js';
import { type ArmTrials, valuesOf } from './arm-trials.js';
import { type Contrast, contrast } from './contrast.js';
import { decide, type Level, minDetectable, minTrials, type Thresholds, thresholdOf, trialsNeeded } from './decide.js';
import { holm } from './holm.js';
import { median, medianInterval } from './median.js';

export interface RowSettings extends Thresholds {
  metrics: readonly MetricSpec[];
  gates: readonly Gate[];
  /** Label of the reference. */
  reference: string;
  /** Labels of arms that failed. */
  rejected: ReadonlySet<string>;
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
  const rows = drafts.map(({ cells, ...row }) => ({ ...row, arms: cells.map((cell) => judged(cell, level)) }));
  return { rows, familySize: tests.length };
}

/** The cell with its verdict, if it was tested. */
function judged({ found, adjustedP, threshold, row }: Cell, level: Level): ArmRow {
  if (found === undefined) return row;
  const { p, ...differences } = found;
  if (adjustedP === undefined) return { ...row, ...differences };
  const verdict = decide(found, adjustedP, level.alpha, threshold);
  const needed = verdict === 'undecided' ? trialsNeeded(found, row.n, threshold, level) : undefined;
  const detectable = minDetectable(found.shiftInterval, level);
  return {
    ...row,
    ...differences,
    p,
    adjustedP,
    verdict,
    ...(needed !== undefined && { trialsNeeded: needed }),
    ...(detectable !== undefined && { minDetectable: detectable }),
  };
}

/** An arm's part of a row before Holm's correction, which needs all of them. */
interface Cell {
  row: ArmRow;
  found?: Contrast;
  inFamily: boolean;
  adjustedP?: number;
  /** In the row's unit. */
  threshold: number;
}

type Draft = Omit<ComparisonRow, 'arms'> & { cells: Cell[] };

/** Undefined where no arm has such a quantile, unless a gate asks for it. */
function draftRow(
  arms: readonly ArmTrials[],
  spec: MetricSpec,
  quantile: SummaryQuantile,
  settings: RowSettings,
): Draft | undefined {
  const { name: metric, unit, role } = spec;
  const gated = settings.gates.some((gate) => gate.metric === metric && gate.quantile === quantile);
  const tested = gated || (role === 'headline' && testedQuantiles.includes(quantile));
  const values = new Map(arms.map((own) => [own.arm.label, valuesOf(own, metric, quantile)]));
  if (!gated && [...values.values()].every((list) => list.length === 0)) return undefined;
  const reference = arms.find(({ arm }) => arm.label === settings.reference);
  const cells = arms.map((own) => draftCell(own, reference, values, { metric, unit, tested }, settings));
  return { metric, quantile, unit, role, tested, cells };
}

function draftCell(
  own: ArmTrials,
  reference: ArmTrials | undefined,
  values: ReadonlyMap<string, number[]>,
  row: Pick<ComparisonRow, 'metric' | 'unit' | 'tested'>,
  settings: RowSettings,
): Cell {
  const { arm } = own;
  const [mine, others] = [values.get(arm.label) ?? [], values.get(settings.reference) ?? []];
  const interval = medianInterval(mine, 1 - settings.alpha);
  const meaning = meaningOf(row.metric, arm.version);
  const foreign = reference !== undefined && meaning !== meaningOf(row.metric, reference.arm.version);
  const untested = whyUntested(arm, foreign, mine, others, row.tested, settings);
  const comparable = untested === undefined || stillCompared.includes(untested);
  return {
    row: {
      label: arm.label,
      n: mine.length,
      ...(mine.length > 0 && { median: median(mine) }),
      ...(interval !== undefined && { interval }),
      ...(untested !== undefined && { untested }),
      ...(foreign && meaning !== undefined && { meaning }),
    },
    inFamily: untested === undefined,
    threshold: thresholdOf(others.length > 0 ? median(others) : undefined, row.unit, settings),
    ...(comparable && { found: contrast(others, mine, 1 - settings.alpha) }),
  };
}

/** Without a test, but with the figures by which they differ. */
const stillCompared: readonly Untested[] = ['not-in-family', 'too-few-trials', 'calibration'];

function whyUntested(
  { label, calibration }: Arm,
  foreign: boolean,
  own: readonly number[],
  others: readonly number[],
  tested: boolean,
  { reference, rejected }: RowSettings,
): Untested | undefined {
  if (label === reference) return 'reference';
  if (rejected.has(label)) return 'rejected';
  if (rejected.has(reference)) return 'reference-rejected';
  if (foreign) return 'other-meaning';
  if (own.length === 0 || others.length === 0) return 'no-samples';
  if (!tested) return 'not-in-family';
  if (calibration) return 'calibration';
  return Math.min(own.length, others.length) < minTrials ? 'too-few-trials' : undefined;
}
