// What is compared, wherever it comes from: arms with their trials, and what is known of how they were made.
import { checkReference } from '../config/arms.js';
import type { Arm, ComparisonPlan } from '../documents/plan.js';
import type { Environment, ResultConfig, ResultDocument, ToolInfo, TrialResult, Warning } from '../documents/result.js';
import type { ArmTrials } from '../stats/arm-trials.js';

export interface ComparisonInput {
  arms: ArmTrials[];
  plan: ComparisonPlan;
  config: ResultConfig;
  environments: Environment[];
  /** What measured the trials. */
  tool: ToolInfo;
  warnings: Warning[];
  /** From several documents: there is no one command that runs it again. */
  joined?: true;
}

/** A document that was measured in one go: a comparison's, or a run's with one trial a version. */
export function inputOf(document: ResultDocument): ComparisonInput {
  const { trials, config, warnings } = document;
  const arms = document.plan?.arms ?? config.versions.map((version): Arm => ({ label: version, version }));
  return {
    arms: armTrialsOf(arms, trials),
    plan: document.plan ?? { arms, reference: arms[0]?.label ?? '', rounds: 1 },
    config,
    environments: environmentsOf(document),
    tool: document.tool,
    warnings: document.plan === undefined ? runWarnings(warnings) : warnings,
  };
}

export const armTrialsOf = (arms: readonly Arm[], trials: readonly TrialResult[]): ArmTrials[] =>
  arms.map((arm) => ({ arm, trials: trials.filter((trial) => (trial.arm ?? trial.version) === arm.label) }));

const environmentsOf = ({ environment, shards }: ResultDocument): Environment[] =>
  shards?.map((shard) => shard.environment) ?? [environment];

/** @throws UsageError where no arm is called so. */
export function withReference(input: ComparisonInput, label: string | undefined): ComparisonInput {
  if (label === undefined) return input;
  checkReference(
    label,
    input.plan.arms.map((arm) => arm.label),
  );
  return { ...input, plan: { ...input.plan, reference: label } };
}

/** A run's complaint that one trial has few samples is answered by the number of trials here. */
const runWarnings = (warnings: readonly Warning[]) => warnings.filter(({ code }) => code !== 'too-few-samples');
