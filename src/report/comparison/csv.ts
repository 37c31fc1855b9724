// A comparison as CSV (RFC 4180): a line for each arm of each row, base units, empty where undefined.
import type { ComparisonDocument } from '../../documents/comparison.js';
import { csvText } from '../csv-text.js';

const head = [
  'metric',
  'quantile',
  'unit',
  'tested',
  'arm',
  'version',
  'n',
  'median',
  'median_low',
  'median_high',
  'shift',
  'shift_low',
  'shift_high',
  'ratio',
  'ratio_low',
  'ratio_high',
  'p',
  'p_holm',
  'verdict',
  'trials_needed',
  'min_detectable',
  'untested',
  'ranked_worst',
  'missing',
  'reference_missing',
  'threshold',
] as const;

export function comparisonCsv(document: ComparisonDocument): string {
  const versionOf = new Map(document.arms.map(({ label, version }) => [label, version]));
  const lines = document.rows.flatMap(({ metric, quantile, unit, tested, arms }) =>
    arms.map((arm) => [
      metric,
      quantile,
      unit,
      tested,
      arm.label,
      versionOf.get(arm.label),
      arm.n,
      arm.median,
      arm.interval?.low,
      arm.interval?.high,
      arm.shift,
      arm.shiftInterval?.low,
      arm.shiftInterval?.high,
      arm.ratio,
      arm.ratioInterval?.low,
      arm.ratioInterval?.high,
      arm.p,
      arm.adjustedP,
      arm.verdict,
      arm.trialsNeeded,
      arm.minDetectable,
      arm.untested,
      arm.rankedWorst,
      arm.missing,
      arm.referenceMissing,
      arm.threshold,
    ]),
  );
  return csvText([head, ...lines]);
}
