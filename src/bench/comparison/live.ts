// A comparison's trials, run here: from checked options to a result document like that of `run`, with the plan in it.

import type { UserError } from '../../base/errors.js';
import { loadOf } from '../../config/arm.js';
import type { LiveComparison } from '../../config/compare-config.js';
import { resultConfig } from '../../config/result-config.js';
import type { ComparisonPlan } from '../../documents/plan.js';
import { type ResultDocument, resultSchema } from '../../documents/result.js';
import type { ComparisonInput } from '../../results/input.js';
import type { SampleSource } from '../../results/result-file.js';
import { checkMembarrier, finishEnvironment, startEnvironment } from '../environment/environment.js';
import { describeTool } from '../environment/tool.js';
import { type RoundsHooks, runRounds } from './rounds.js';
import { comparisonWarnings } from './warnings.js';

export interface MeasuredComparison {
  document: ResultDocument;
  sources: readonly SampleSource[];
  failures: UserError[];
}

/** What will be compared, before anything was measured: no trials. */
export async function plannedInput({ load, plan }: LiveComparison): Promise<ComparisonInput> {
  const environment = finishEnvironment(await startEnvironment(versionsOf(plan)));
  return {
    arms: plan.arms.map((arm) => ({ arm, trials: [] })),
    plan,
    config: resultConfig(load, versionsOf(plan)),
    environments: [environment],
    tool: describeTool(),
    warnings: [],
  };
}

const versionsOf = ({ arms }: ComparisonPlan) => [...new Set(arms.map(({ version }) => version))];

/** @param scratch a folder for the raw samples, which are there as long as it is. */
export async function measureComparison(
  source: LiveComparison,
  hooks: RoundsHooks,
  scratch: string,
): Promise<MeasuredComparison> {
  const started = await startEnvironment(versionsOf(source.plan));
  for (const arm of source.plan.arms) checkMembarrier(loadOf(source.load, arm).settings.membarrier, started);
  const { series, plan } = await runRounds(source, hooks, scratch);
  const environment = finishEnvironment(started);
  const document: ResultDocument = {
    schema: resultSchema,
    tool: describeTool(),
    environment,
    config: resultConfig(source.load, versionsOf(plan)),
    warnings: [
      ...(source.warnings ?? []),
      ...comparisonWarnings(source.load, plan, environment, series.trials, series.lost),
    ],
    plan,
    trials: series.trials,
  };
  return { document, sources: series.sources, failures: series.failures };
}
