// From trials to a document that says what may be claimed of them.

import { UsageError } from '../../base/errors.js';
import type { ExitCode } from '../../base/exit-codes.js';
import { type Judgement, judgementOf } from '../../config/compare-config.js';
import { checkGates } from '../../config/gate-check.js';
import { reproduceComparison } from '../../config/reproduce.js';
import type { Gate } from '../../documents/comparison.js';
import { type ComparisonDocument, comparisonSchema, type GateResult } from '../../documents/comparison.js';
import type { ComparisonPlan } from '../../documents/plan.js';
import { type CommandEnd, exitCodeOfCommand } from '../../documents/verdict.js';
import type { ComparisonInput } from '../../results/input.js';
import { compareArms } from '../../stats/compare.js';
import { findWorkload } from '../../workloads/index.js';
import { describeTool } from '../environment/tool.js';

export function judgeInput(input: ComparisonInput, judgement: Judgement): ComparisonDocument {
  const { arms, plan, config, environments, warnings } = input;
  const workload = findWorkload(config.workload);
  const metrics = workload?.metrics ?? [];
  const full = judgementOf(judgement, workload);
  checkGates(full.gates, plan);
  // Trials of `fidelity` hold each version twice, which no command line of `compare` does.
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

/** A gate without an outcome would pass in silence. */
function checkAllJudged(gates: readonly Gate[], results: readonly GateResult[]): void {
  const ignored = gates.find(({ text }) => !results.some(({ gate }) => gate === text));
  if (ignored === undefined) return;
  throw new UsageError(`--fail-if: '${ignored.text}' is about nothing that was compared here`);
}

/** How often the trials have been looked at when they are judged: the looks on the way, and the end if none was made there. */
function looksOf({ looks, rounds }: ComparisonPlan): number {
  if (looks === undefined) return 0;
  return looks.at(-1) === rounds ? looks.length : looks.length + 1;
}

/** @param end what befell the command besides */
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
