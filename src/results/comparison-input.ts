// The input of a comparison, measured now or read from files: arms with their trials, and how they were measured. Finds
// the settings in which two inputs differ.

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
  /** The tool that measured the trials. */
  tool: ToolInfo;
  warnings: Warning[];
  /** The input comes from several documents, so that no single command runs it again. */
  joined?: true;
}

/** The input from one document: of a comparison, or of a run, which has one trial for each version. */
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

/** @throws UsageError if no arm has this label */
export function withReference(input: ComparisonInput, label: string | undefined): ComparisonInput {
  if (label === undefined) return input;
  checkReference(
    label,
    input.plan.arms.map((arm) => arm.label),
  );
  return { ...input, plan: { ...input.plan, reference: label } };
}

/** A comparison has many trials, so that few samples in one trial do not matter. */
const runWarnings = (warnings: readonly Warning[]) => warnings.filter(({ code }) => code !== 'too-few-samples');

/** A setting in which inputs differ, with its values in the order of the inputs. */
export interface Difference {
  key: string;
  values: string[];
}

type Settings = Record<string, string>;

/** @param axis a setting in which the inputs may differ. `host` is the whole machine. */
export function differences(inputs: readonly ComparisonInput[], axis?: string): Difference[] {
  const settings = inputs.map((input) => allSettings(input, axis));
  const keys = [...new Set(settings.flatMap((own) => Object.keys(own)))];
  return keys.flatMap((key) => {
    const values = [...new Set(settings.map((own) => own[key] ?? 'not set'))];
    return values.length > 1 ? [{ key, values }] : [];
  });
}

function allSettings({ plan, config, environments, tool }: ComparisonInput, axis: string | undefined): Settings {
  // Settings that differ between the arms of one document are no difference between documents.
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
    // A scenario is compared by its content, since one file may change and two files may be equal.
    ...(scenario && {
      scenario: `${scenario.name}, ${scenario.threads.length} threads, ${digestOf(scenario.threads)}`,
    }),
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

const digestOf = (value: object) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/** Another version of the tool may have another engine. */
const toolSettings = ({ version, commit }: ToolInfo): Settings => ({
  'version of rcu-bench': commit === undefined ? version : `${version} (${commit})`,
});

/**
 * The facts that identify a machine: its name alone would not show a new kernel. The shards of one document may have
 * run on several machines. Each shard ran whole rounds, so this is no difference within the document.
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
