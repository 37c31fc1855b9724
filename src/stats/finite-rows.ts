// A document has no infinite figures: what lies beyond everything measured is absent.
import type { ArmRow, Calibration, ComparisonRow, GateResult, OpenInterval } from '../documents/comparison.js';

export const finiteRow = (row: ComparisonRow): ComparisonRow => ({ ...row, arms: row.arms.map(finiteArmRow) });

function finiteArmRow({ median, interval, shift, shiftInterval, ratio, ratioInterval, ...rest }: ArmRow): ArmRow {
  return {
    ...rest,
    ...present('median', median),
    ...presentInterval('interval', interval),
    ...present('shift', shift),
    ...presentInterval('shiftInterval', shiftInterval),
    ...present('ratio', ratio),
    ...presentInterval('ratioInterval', ratioInterval),
  };
}

export const finiteGate = ({ estimate, interval, ...rest }: GateResult): GateResult => ({
  ...rest,
  ...present('estimate', estimate),
  ...presentInterval('interval', interval),
});

export const finiteCalibration = ({ noise, ...rest }: Calibration): Calibration => ({
  ...rest,
  noise: noise
    .filter(({ shift }) => Number.isFinite(shift))
    .map(({ floor, ...own }) => ({ ...own, ...present('floor', floor) })),
});

const present = <Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> =>
  value !== undefined && Number.isFinite(value) ? ({ [name]: value } as Record<Name, number>) : {};

/** An interval that lies beyond everything measured as a whole says nothing. */
function presentInterval<Name extends string>(
  name: Name,
  interval: OpenInterval | undefined,
): Partial<Record<Name, OpenInterval>> {
  if (interval === undefined || interval.low === Infinity || interval.high === -Infinity) return {};
  const ends = { ...present('low', interval.low), ...present('high', interval.high) };
  return { [name]: ends } as Record<Name, OpenInterval>;
}
