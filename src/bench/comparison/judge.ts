// From trials to a document that says what may be claimed of them.
import type { ComparisonPlan } from '../../model/arm.js';
import { type Judgement, judgementOf } from '../../model/compare-config.js';
import { type ComparisonDocument, comparisonSchema } from '../../model/comparison.js';
import type { ExitCode } from '../../model/exit-codes.js';
import { checkGateArms } from '../../model/gate.js';
import { reproduceComparison } from '../../model/reproduce.js';
import { type CommandEnd, exitCodeOfCommand } from '../../model/verdict.js';
import { findWorkload } from '../../model/workload.js';
import { compareArms } from '../../stats/compare.js';
import { describeTool } from '../environment/tool.js';
import type { ComparisonInput } from './input.js';

export function judgeInput(input: ComparisonInput, judgement: Judgement): ComparisonDocument {
  const { arms, plan, config, environments, warnings } = input;
  const workload = findWorkload(config.workload);
  const metrics = workload?.metrics ?? [];
  checkGateArms(
    judgement.gates,
    arms.map(({ arm }) => arm.label),
  );
  // Trials of `fidelity` hold each version twice, which no command line of `compare` does.
  const isOne = input.joined !== true && arms.length > 1 && plan.fidelity !== true;
  const again = isOne ? reproduceComparison(config, plan, judgement) : undefined;
  return {
    schema: comparisonSchema,
    tool: describeTool(),
    environments,
    config,
    plan,
    ...compareArms(arms, plan.reference, metrics, judgementOf(judgement, workload), looksOf(plan)),
    warnings,
    ...(again !== undefined && { reproduce: again }),
  };
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
