// Whether two versions behave the same, from their trials: pure. What is not statistics is put round it elsewhere.

import type { FullFidelityJudgement } from '../config/fidelity-config.js';
import type { FidelityArm, FidelityDocument, FidelityRow, FidelityVerdict } from '../documents/fidelity.js';
import type { ComparisonPlan } from '../documents/plan.js';
import type { TrialResult } from '../documents/result.js';
import type { Workload } from '../workloads/workload.js';
import { armResult, hasFailed } from './arm-trials.js';
import { familyAlpha } from './decide.js';
import { fidelityCounters } from './fidelity-counters.js';
import { completeRounds } from './fidelity-rounds.js';
import { fidelityRows, type ReadSamples } from './fidelity-rows.js';

/** With fewer, one odd round can make a verdict. */
export const minRounds = 6;
/** How often trials are exchanged: p has steps of 1/2000, finer than Holm's first step for any workload's metrics. */
const draws = 1999;
/** Less than this share of samples out of place is a tail, and told by the quantiles beside it. */
const leastShare = 0.05;

export type FidelityStatistics = Pick<
  FidelityDocument,
  'method' | 'arms' | 'rounds' | 'verdict' | 'roundsNeeded' | 'rows' | 'counters'
>;

interface FidelityTrials {
  /** With four arms: a, a, b, b. */
  readonly plan: ComparisonPlan;
  readonly trials: readonly TrialResult[];
  readonly read: ReadSamples;
  readonly workload: Workload;
  /** Of the exchanges. */
  readonly seed: number;
}

export function judgeFidelity(
  { plan, trials, read, workload, seed }: FidelityTrials,
  { relativeTolerance, absoluteToleranceNs, resolution }: FullFidelityJudgement,
): FidelityStatistics {
  const limits = {
    draws,
    alpha: familyAlpha,
    minRounds,
    relativeTolerance,
    absoluteToleranceNs,
    leastShare,
    resolution,
  };
  const arms = plan.arms.map((_, place) => fidelityArm(plan, trials, place));
  const rejected = arms.some((arm) => arm.rejected);
  const labels = plan.arms.map(({ label }) => label);
  const rounds = completeRounds(labels, trials);
  const versions = { a: plan.arms[0]?.version ?? '', b: plan.arms[2]?.version ?? '' };
  const settings = { ...limits, metrics: workload.metrics, versions, rejected, seed };
  const { rows, familySize } = fidelityRows(rounds, trials, read, settings);
  return {
    method: {
      distance: 'kolmogorov-smirnov',
      test: 'randomization-within-rounds',
      adjustment: 'holm',
      familySize,
      ...limits,
    },
    arms,
    rounds: rounds.length,
    ...(!rejected && wholeVerdict(rows, rounds.length)),
    rows,
    counters: fidelityCounters(workload, rounds, trials),
  };
}

/** An overloaded trial takes its whole round with it, whichever side it is of, so that neither gains by that. */
function fidelityArm(plan: ComparisonPlan, trials: readonly TrialResult[], place: number): FidelityArm {
  const arm = plan.arms[place];
  if (arm === undefined) throw new RangeError(`no arm at ${place}`);
  const own = { arm, trials: trials.filter((trial) => trial.arm === arm.label) };
  const { reference: _, passed: __, overloadedTrials: ___, ...result } = armResult(own, plan.reference);
  return { ...result, side: place < plan.arms.length / 2 ? 'a' : 'b', rejected: hasFailed(result.status) };
}

/**
 * different: a metric is. same: all headline metrics are, and no other is different. Where a side lacks a headline metric,
 * or has another quantity in its place, nobody can say the same, and more rounds would not change that.
 */
function wholeVerdict(
  rows: readonly FidelityRow[],
  rounds: number,
): { verdict: FidelityVerdict; roundsNeeded?: number } {
  if (rows.some(({ verdict }) => verdict === 'different')) return { verdict: 'different' };
  const headline = rows.filter(({ role }) => role === 'headline');
  if (headline.length > 0 && headline.every(({ verdict }) => verdict === 'same')) return { verdict: 'same' };
  const needs = headline.map((row) => needOf(row, rounds));
  const hopeless = needs.length === 0 || needs.includes(undefined);
  return { verdict: 'undecided', ...(!hopeless && { roundsNeeded: Math.max(...needs.map((need) => need ?? 0)) }) };
}

/** Rounds at which the metric would be decided; undefined: none, or nobody knows how many bring a sample. */
function needOf({ verdict, untested, roundsNeeded }: FidelityRow, rounds: number): number | undefined {
  if (verdict === 'undecided') return roundsNeeded;
  if (untested === 'too-few-rounds' || (untested === 'no-samples' && rounds < minRounds)) return minRounds;
  return verdict === undefined ? undefined : 0;
}
