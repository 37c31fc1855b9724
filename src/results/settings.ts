// Whether trials of different documents may be compared: everything but what is being compared has to be the same.
import { createHash } from 'node:crypto';
import { settingsOf } from '../config/result-config.js';
import type { Environment, ResultConfig, ToolInfo } from '../documents/result.js';
import type { ComparisonInput } from './input.js';

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
