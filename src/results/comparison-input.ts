// What is compared, whether it was measured now or read from files: arms with their trials, how they were made, and in which
// settings two inputs differ.

import { createHash } from 'node:crypto';
import { checkReference } from '../config/arms.js';
import { settingsOf } from '../config/result-config.js';
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

/** A setting in which the inputs differ, with its values in the order of the inputs. */
export interface Difference {
  key: string;
  values: string[];
}

type Settings = Record<string, string>;

/** @param axis a setting in which they may differ; `host` stands for all that is known of the machine. */
export function differences(inputs: readonly ComparisonInput[], axis?: string): Difference[] {
  const settings = inputs.map((input) => allSettings(input, axis));
  const keys = [...new Set(settings.flatMap((own) => Object.keys(own)))];
  return keys.flatMap((key) => {
    const values = [...new Set(settings.map((own) => own[key] ?? 'not set'))];
    return values.length > 1 ? [{ key, values }] : [];
  });
}

function allSettings({ plan, config, environments, tool }: ComparisonInput, axis: string | undefined): Settings {
  // What a document compares by itself is no difference between documents.
  const own = plan.arms.flatMap((arm) => Object.keys(arm.set ?? {}));
  const free = new Set([...own, ...(axis === undefined ? [] : [axis])]);
  const load = Object.entries(loadSettings(config)).filter(([key]) => !free.has(key));
  return { ...Object.fromEntries(load), ...toolSettings(tool), ...(axis !== 'host' && hostSettings(environments)) };
}

function loadSettings(config: ResultConfig): Settings {
  const { workload, pinCpus, traceEvents, scenario } = config;
  const all = {
    workload,
    ...settingsOf(config),
    pinCpus,
    traced: traceEvents > 0,
    // By what is in it: one file may have changed, and two may be the same.
    ...(scenario && {
      scenario: `${scenario.name}, ${scenario.threads.length} threads, ${digestOf(scenario.threads)}`,
    }),
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

const digestOf = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/** Another version may have another engine. */
const toolSettings = ({ version, commit }: ToolInfo): Settings => ({
  'version of rcu-bench': commit === undefined ? version : `${version} (${commit})`,
});

/**
 * By the machine's name alone two machines of one kind would differ, and one machine with another kernel would not. The shards
 * of one document may have run on several: each ran whole rounds, so that is no difference within it.
 */
function hostSettings(environments: readonly Environment[]): Settings {
  const all = (fact: (environment: Environment) => string) => [...new Set(environments.map(fact))].sort().join(' + ');
  return {
    'host name': all(({ hostname }) => hostname),
    'host CPU': all(({ cpu }) => cpu.model),
    'host CPUs allowed': all(({ cpu }) => String(cpu.allowed.length)),
    'host kernel': all(({ kernel }) => kernel.release),
  };
}
