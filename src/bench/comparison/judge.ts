// Judges the trials of a comparison. Before they run, it checks that they can decide the gates.

import type { ExitCode } from '../../base/errors.js';
import { UsageError } from '../../base/errors.js';
import { durationText } from '../../base/units.js';
import { loadOf } from '../../config/arms.js';
import type { LiveComparison } from '../../config/compare-config.js';
import { type Judgement, judgementOf } from '../../config/compare-config.js';
import { checkGates } from '../../config/gate.js';
import { reproduceComparison } from '../../config/reproduce.js';
import type { Gate } from '../../documents/comparison.js';
import { type ComparisonDocument, comparisonSchema, type GateResult } from '../../documents/comparison.js';
import type { ComparisonPlan } from '../../documents/plan.js';
import { type CommandEnd, exitCodeOfCommand } from '../../documents/verdict.js';
import type { ComparisonInput } from '../../results/comparison-input.js';
import { compareArms } from '../../stats/compare.js';
import { minTrials } from '../../stats/decide.js';
import { findWorkload } from '../../workloads/index.js';
import { describeTool } from '../environment/tool.js';

/**
 * @param planned the arms without trials, and those of a saved result with its trials
 * @throws UsageError for a gate that judges no arm or cannot be decided
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

export function judgeInput(input: ComparisonInput, judgement: Judgement): ComparisonDocument {
  const { arms, plan, config, environments, warnings } = input;
  const workload = findWorkload(config.workload);
  const metrics = workload?.metrics ?? [];
  const full = judgementOf(judgement, workload);
  checkGates(full.gates, plan);
  // `fidelity` runs each version twice. No command line of `compare` does that.
  const isOne = input.joined !== true && arms.length > 1 && plan.fidelity !== true;
  const again = isOne ? reproduceComparison(config, plan, judgement) : undefined;
  const statistics = compareArms(arms, plan.reference, metrics, full, looksOf(plan));
  checkAllJudged(full.gates, statistics.gates);
  return {
    schema: comparisonSchema,
    tool: describeTool(),
    environments,
    config,
    plan,
    ...statistics,
    warnings,
    ...(again !== undefined && { reproduce: again }),
  };
}

/** A gate without an outcome would pass silently. */
function checkAllJudged(gates: readonly Gate[], results: readonly GateResult[]): void {
  const ignored = gates.find(({ text }) => !results.some(({ gate }) => gate === text));
  if (ignored === undefined) return;
  throw new UsageError(`--fail-if: '${ignored.text}' is about nothing that was compared here`);
}

/** The number of looks at the trials: those during the comparison, and the last one at its end. */
function looksOf({ looks, rounds }: ComparisonPlan): number {
  if (looks === undefined) return 0;
  return looks.at(-1) === rounds ? looks.length : looks.length + 1;
}

/** @param end whether the command was interrupted, or could not write a file */
export function exitCodeOfComparison(
  { arms, gates }: ComparisonDocument,
  { strict }: Judgement,
  end: Omit<CommandEnd, 'gateFailed'>,
): ExitCode {
  const gateFailed = gates.some(({ outcome }) => outcome === 'failed' || (strict && outcome === 'undecided'));
  return exitCodeOfCommand(
    arms.map(({ status }) => status),
    { ...end, gateFailed },
  );
}
