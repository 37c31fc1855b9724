// A whole comparison from its trials: pure. What is not statistics (the machine, the tool) is put round it elsewhere.
import type { FullJudgement } from '../model/compare-config.js';
import type { ComparisonDocument } from '../model/comparison.js';
import type { MetricSpec } from '../model/metric.js';
import { type ArmTrials, armResult } from './arm-trials.js';
import { calibrate } from './calibration.js';
import { comparisonRows } from './comparison-rows.js';
import { minTrials, thresholdOf } from './decide.js';
import { judgeGates } from './gates.js';

/** Error rate of the whole family of tests. */
export const familyAlpha = 0.05;

export type Statistics = Pick<ComparisonDocument, 'method' | 'arms' | 'rows' | 'calibration' | 'gates'>;

/**
 * @param reference label of one of the arms
 * @param looks how often the data have been looked at to decide whether to go on, this time included
 */
export function compareArms(
  arms: readonly ArmTrials[],
  reference: string,
  metrics: readonly MetricSpec[],
  judgement: FullJudgement,
  looks = 0,
): Statistics {
  const alpha = alphaOfLook(looks);
  const results = arms.map((own) => armResult(own, reference));
  const rejected = new Set(results.filter((arm) => arm.rejected).map(({ label }) => label));
  const { relativeThreshold, absoluteThresholdNs, gates } = judgement;
  const settings = { metrics, gates, reference, rejected, alpha, relativeThreshold, absoluteThresholdNs };
  const { rows, familySize } = comparisonRows(arms, settings);
  const calibration = calibrate(arms, rows, reference, alpha);
  const candidates = results.filter((arm) => !arm.reference && !arm.calibration).map(({ label }) => label);
  return {
    method: {
      test: 'mann-whitney-u',
      adjustment: 'holm',
      alpha,
      confidence: 1 - alpha,
      familySize,
      minTrials,
      relativeThreshold,
      absoluteThresholdNs,
    },
    arms: results,
    rows,
    ...(calibration !== undefined && { calibration }),
    gates: judgeGates(gates, rows, candidates, alpha),
  };
}

/**
 * Who looks again and again until a difference shows finds one. So look k may err with α/2ᵏ, which sum up to at most α. A
 * comparison whose length was fixed before is looked at once, at the end, with all of α.
 */
export const alphaOfLook = (look: number): number => familyAlpha / 2 ** look;

/** Nothing that more trials of this kind would tell: every test is decided, or would have found what the threshold is about. */
export function isSettled({ rows, method }: Statistics): boolean {
  return rows.every((row) => {
    const reference = row.arms.find(({ untested }) => untested === 'reference');
    const threshold = thresholdOf(reference?.median, row.unit, method);
    return row.arms.every(({ verdict, untested, minDetectable = Number.POSITIVE_INFINITY }) => {
      if (verdict === undefined) return untested !== 'too-few-trials';
      return verdict !== 'undecided' || minDetectable < threshold;
    });
  });
}
