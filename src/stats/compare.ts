// A whole comparison from its trials: pure. What is not statistics (the machine, the tool) is put round it elsewhere.

import type { FullJudgement } from '../config/compare-config.js';
import type { ComparisonDocument } from '../documents/comparison.js';
import type { Arm } from '../documents/plan.js';
import type { MetricSpec } from '../workloads/metric.js';
import { type ArmTrials, armResult, hasFailed, isOverloaded, overloadLimit } from './arm-trials.js';
import { calibrate } from './calibration.js';
import { comparisonRows } from './comparison-rows.js';
import { familyAlpha, minTrials } from './decide.js';
import { finiteCalibration, finiteGate, finiteRow } from './finite-rows.js';
import { judgeGates } from './gates.js';
import { candidateTrials } from './trial-values.js';

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
  const results = arms.map((own) => armResult(own, reference, usedTrials(own, arms, reference)));
  const failed = labelsOf(results.filter(({ status }) => hasFailed(status)));
  const overloaded = labelsOf(arms.filter(isOverloaded).map(({ arm }) => arm));
  const { relativeThreshold, absoluteThresholdNs, gates } = judgement;
  const settings = { metrics, gates, reference, failed, overloaded, alpha, relativeThreshold, absoluteThresholdNs };
  const { rows, familySize } = comparisonRows(arms, settings);
  const calibration = calibrate(arms, rows, reference, metrics);
  const candidates = results.filter((arm) => !arm.reference && !arm.calibration).map(({ label }) => label);
  return {
    method: {
      test: 'mann-whitney-u',
      adjustment: 'holm',
      alpha,
      confidence: 1 - alpha,
      familySize,
      minTrials,
      overloadLimit,
      relativeThreshold,
      absoluteThresholdNs,
    },
    arms: results,
    rows: rows.map(finiteRow),
    ...(calibration !== undefined && { calibration: finiteCalibration(calibration) }),
    gates: judgeGates(gates, rows, candidates, alpha).map(finiteGate),
  };
}

const labelsOf = (arms: readonly Pick<Arm, 'label'>[]): Set<string> => new Set(arms.map(({ label }) => label));

/** Of rounds in which neither the arm nor the reference was overloaded. */
function usedTrials(own: ArmTrials, arms: readonly ArmTrials[], label: string): number {
  const reference = arms.find(({ arm }) => arm.label === label) ?? own;
  return candidateTrials(own, reference, false).length;
}

/**
 * Who looks again and again until a difference shows finds one. So look k may err with α/2ᵏ, which sum up to at most α. A
 * comparison whose length was fixed before is looked at once, at the end, with all of α.
 */
export const alphaOfLook = (look: number): number => familyAlpha / 2 ** look;

/** Nothing that more trials of this kind would tell: every test is decided, or would have found what the threshold is about. */
export function isSettled({ rows }: Pick<Statistics, 'rows'>): boolean {
  return rows.every((row) =>
    row.arms.every(({ verdict, untested, threshold = 0, minDetectable = Number.POSITIVE_INFINITY }) => {
      if (verdict === undefined) return untested !== 'too-few-trials';
      return verdict !== 'undecided' || minDetectable < threshold;
    }),
  );
}
