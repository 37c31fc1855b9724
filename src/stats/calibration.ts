import { copyLabel } from '../model/arm.js';
import type { Calibration, ComparisonRow } from '../model/comparison.js';
import type { SummaryQuantile } from '../model/gate.js';
import { type ArmTrials, usedTrials } from './arm-trials.js';
import { clopperPearson } from './binomial.js';
import { minTrials } from './decide.js';
import { mannWhitney } from './mann-whitney.js';

/**
 * How often equal code is called different: the reference against its copy, in disjoint blocks of consecutive rounds, without
 * any correction. Undefined where there is no copy, or less than one block.
 */
export function calibrate(
  arms: readonly ArmTrials[],
  rows: readonly ComparisonRow[],
  reference: string,
  alpha: number,
): Calibration | undefined {
  const original = arms.find(({ arm }) => arm.label === reference);
  const copy = arms.find(({ arm }) => arm.calibration === true && arm.label === copyLabel(reference));
  if (original === undefined || copy === undefined) return undefined;
  const tested = rows.filter((row) => row.tested && row.role === 'headline');
  const ps = tested.flatMap(({ metric, quantile }) =>
    blockPs(valuesByRound(original, metric, quantile), valuesByRound(copy, metric, quantile)),
  );
  if (ps.length === 0) return undefined;
  const significant = ps.filter((p) => p <= alpha).length;
  return {
    label: copy.arm.label,
    tests: ps.length,
    significant,
    rateInterval: clopperPearson(significant, ps.length),
    noise: tested.flatMap((row) => noiseOf(row, copy.arm.label)),
  };
}

/** A value and the round that it is of. */
export interface RoundValue {
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

function valuesByRound(arm: ArmTrials, metric: string, quantile: SummaryQuantile): RoundValue[] {
  return usedTrials(arm).flatMap(({ metrics, round }, i) => {
    const value = metrics[metric]?.[quantile];
    return value === undefined ? [] : [{ round: round ?? i, value }];
  });
}

function noiseOf({ metric, quantile, unit, arms }: ComparisonRow, label: string): Calibration['noise'] {
  const own = arms.find((arm) => arm.label === label);
  if (own?.shift === undefined) return [];
  const { shift, shiftInterval } = own;
  const floor = shiftInterval && Math.max(Math.abs(shiftInterval.low), Math.abs(shiftInterval.high));
  return [{ metric, quantile, unit, shift, ...(floor !== undefined && { floor }) }];
}
