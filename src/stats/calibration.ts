// Calibration: the reference compared with itself over blocks of rounds.
import type { Calibration, ComparisonRow, Interval, SummaryQuantile } from '../documents/comparison.js';
import { copyLabel } from '../documents/plan.js';
import type { TrialResult } from '../documents/result.js';
import type { MetricSpec } from '../workloads/metric.js';
import type { ArmTrials } from './arm-trials.js';
import { clopperPearson } from './binomial.js';
import { familyAlpha, minTrials } from './decide.js';
import { mannWhitney } from './mann-whitney.js';
import { candidateTrials, referenceTrials, valuesOf } from './trial-values.js';

/**
 * How often equal code is called different: the reference against its copy, in disjoint blocks of consecutive rounds, without
 * any correction. Always at the family's level: at a look's level a block of so few rounds could find nothing at all. Undefined
 * where there is no copy, or less than one block.
 */
export function calibrate(
  arms: readonly ArmTrials[],
  rows: readonly ComparisonRow[],
  reference: string,
  metrics: readonly MetricSpec[],
): Calibration | undefined {
  const original = arms.find(({ arm }) => arm.label === reference);
  const copy = arms.find(({ arm }) => arm.calibration === true && arm.label === copyLabel(reference));
  if (original === undefined || copy === undefined) return undefined;
  const tested = rows.filter((row) => row.tested && row.role === 'headline');
  const found = tested.map(({ metric, quantile }) => {
    const spec = metrics.find(({ name }) => name === metric);
    if (spec === undefined) return [];
    const [own, others] = [referenceTrials(original, copy, false), candidateTrials(copy, original, false)];
    return blockPs(valuesByRound(own, spec, quantile), valuesByRound(others, spec, quantile));
  });
  const ps = found.flat();
  if (ps.length === 0) return undefined;
  const significant = ps.filter((p) => p <= familyAlpha).length;
  const blocks = Math.max(...found.map((own) => own.length));
  return {
    label: copy.arm.label,
    tests: ps.length,
    significant,
    blocks,
    rateInterval: rateInterval(significant / ps.length, blocks),
    noise: tested.flatMap((row) => noiseOf(row, copy.arm.label)),
  };
}

/**
 * All tests of a block are of the same trials, and may all be wrong together. So a block counts as one, however many metrics
 * it was tested by: the interval holds whatever the correlation between them.
 */
export function rateInterval(rate: number, blocks: number): Interval {
  // Rounding must not make two blocks of 2.
  const wrong = Number((rate * blocks).toPrecision(12));
  return {
    low: clopperPearson(Math.floor(wrong), blocks).low,
    high: clopperPearson(Math.ceil(wrong), blocks).high,
  };
}

/** A value and the round that it is of. */
interface RoundValue {
  round: number;
  value: number;
}

/** The p-value of each block of consecutive rounds in which both have as many values as a test needs. */
export function blockPs(
  reference: readonly RoundValue[],
  copy: readonly RoundValue[],
  roundsEach = minTrials,
): number[] {
  const blockOf = ({ round }: RoundValue) => Math.floor(round / roundsEach);
  const blocks = [...new Set(reference.map(blockOf))].sort((a, b) => a - b);
  return blocks.flatMap((block) => {
    const own = (values: readonly RoundValue[]) =>
      values.filter((value) => blockOf(value) === block).map(({ value }) => value);
    const [x, y] = [own(reference), own(copy)];
    return Math.min(x.length, y.length) < minTrials ? [] : (mannWhitney(x, y)?.p ?? []);
  });
}

function valuesByRound(trials: readonly TrialResult[], spec: MetricSpec, quantile: SummaryQuantile): RoundValue[] {
  return trials.flatMap((trial, i) =>
    valuesOf([trial], spec, quantile).values.map((value) => ({ round: trial.round ?? i, value })),
  );
}

const farFromZero = (end = Number.POSITIVE_INFINITY): number => Math.abs(end);

function noiseOf({ metric, quantile, unit, arms }: ComparisonRow, label: string): Calibration['noise'] {
  const own = arms.find((arm) => arm.label === label);
  if (own?.shift === undefined) return [];
  const { shift, shiftInterval } = own;
  const floor = shiftInterval && Math.max(...[shiftInterval.low, shiftInterval.high].map(farFromZero));
  return [{ metric, quantile, unit, shift, ...(floor !== undefined && { floor }) }];
}
