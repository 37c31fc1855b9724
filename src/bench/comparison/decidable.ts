// Whether the trials that are to be run can decide the gates at all. Asked before the first of them.

import { UsageError } from '../../base/errors.js';
import { durationText } from '../../base/units.js';
import { loadOf } from '../../config/arm.js';
import type { LiveComparison } from '../../config/compare-config.js';
import { checkGates } from '../../config/gate-check.js';
import type { Gate } from '../../documents/comparison.js';
import type { ComparisonInput } from '../../results/input.js';
import { minTrials } from '../../stats/decide.js';

/**
 * @param planned the arms of a baseline among them, with the trials that it holds
 * @throws UsageError where a gate is about no arm, or can only end undecided
 */
export function checkDecidable(source: LiveComparison, gates: readonly Gate[], planned: ComparisonInput): void {
  checkGates(gates, planned.plan);
  const [gate] = gates;
  if (gate === undefined) return;
  checkRounds(source, gate);
  checkTime(source, gate);
  const few = planned.arms.find(({ trials }) => trials.length > 0 && trials.length < minTrials);
  if (few === undefined) return;
  throw new UsageError(
    `--fail-if: '${gate.text}' cannot be decided: ${few.arm.label} has ${few.trials.length} trials, ${minTrials} are needed`,
    `Keep a baseline of more trials: --save with --trials ${minTrials} or more.`,
  );
}

function checkRounds({ plan, untilDecidedNs }: LiveComparison, { text }: Gate): void {
  if (untilDecidedNs !== undefined || plan.rounds >= minTrials) return;
  throw new UsageError(
    `--fail-if: '${text}' cannot be decided with ${plan.rounds} trials of each version`,
    `--trials ${minTrials} is the least that tells a difference from chance.`,
  );
}

const granularityNs = 1e9;

function checkTime({ plan, load, untilDecidedNs }: LiveComparison, { text }: Gate): void {
  if (untilDecidedNs === undefined) return;
  const roundNs = plan.arms
    .map((arm) => loadOf(load, arm).settings)
    .reduce((sum, { warmupNs, durationNs }) => sum + warmupNs + durationNs, 0);
  const neededNs = minTrials * roundNs;
  if (neededNs <= untilDecidedNs) return;
  const enough = durationText(Math.ceil((1.5 * neededNs) / granularityNs) * granularityNs);
  throw new UsageError(
    `--fail-if: '${text}' cannot be decided in ${durationText(untilDecidedNs)}: ${minTrials} rounds of ${durationText(roundNs)} take longer`,
    `Give it more time: --max-time ${enough}.`,
  );
}
