import type { Calibration, ComparisonRow } from '../model/comparison.js';
import { type ArmTrials, valuesOf } from './arm-trials.js';
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
  const copy = arms.find(({ arm }) => arm.calibration === true);
  if (original === undefined || copy === undefined) return undefined;
  const tested = rows.filter((row) => row.tested && row.role === 'headline');
  const ps = tested.flatMap(({ metric, quantile }) =>
    blockPs(valuesOf(original, metric, quantile), valuesOf(copy, metric, quantile)),
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

/** The p-value of each block of as many trials as a test needs. */
export function blockPs(reference: readonly number[], copy: readonly number[], size = minTrials): number[] {
  const blocks = Math.floor(Math.min(reference.length, copy.length) / size);
  return Array.from({ length: blocks }, (_, i) => {
    const block = (values: readonly number[]) => values.slice(i * size, (i + 1) * size);
    return mannWhitney(block(reference), block(copy))?.p ?? 1;
  });
}

function noiseOf({ metric, quantile, unit, arms }: ComparisonRow, label: string): Calibration['noise'] {
  const own = arms.find((arm) => arm.label === label);
  if (own?.shift === undefined) return [];
  const { shift, shiftInterval } = own;
  const floor = shiftInterval && Math.max(Math.abs(shiftInterval.low), Math.abs(shiftInterval.high));
  return [{ metric, quantile, unit, shift, ...(floor !== undefined && { floor }) }];
}
