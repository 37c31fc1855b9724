// Whether trials of different documents may be compared: everything but what is being compared has to be the same.
import type { Environment, ResultConfig } from '../../model/result.js';
import type { ComparisonInput } from './input.js';

/** A setting in which the inputs differ, with its values in the order of the inputs. */
export interface Difference {
  key: string;
  values: string[];
}

type Settings = Record<string, string>;

/** @param axis a setting in which they may differ; `host` stands for all that is known of the machine. */
export function differences(inputs: readonly ComparisonInput[], axis?: string): Difference[] {
  const settings = inputs.flatMap((input) => settingsOf(input, axis));
  const keys = [...new Set(settings.flatMap((own) => Object.keys(own)))];
  return keys.flatMap((key) => {
    const values = [...new Set(settings.map((own) => own[key] ?? 'not set'))];
    return values.length > 1 ? [{ key, values }] : [];
  });
}

/** One record for each machine that took part. */
function settingsOf({ plan, config, environments }: ComparisonInput, axis: string | undefined): Settings[] {
  // What a document compares by itself is no difference between documents.
  const free = new Set([
    ...plan.arms.flatMap((arm) => Object.keys(arm.set ?? {})),
    ...(axis === undefined ? [] : [axis]),
  ]);
  const load = Object.entries(loadSettings(config)).filter(([key]) => !free.has(key));
  return environments.map((environment) => ({
    ...Object.fromEntries(load),
    ...(axis !== 'host' && hostSettings(environment)),
  }));
}

function loadSettings(config: ResultConfig): Settings {
  const { workload, durationNs, warmupNs, membarrier, pinCpus, traceEvents, options } = config;
  const all = { workload, durationNs, warmupNs, membarrier, pinCpus, traced: traceEvents > 0, ...options };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

/** By the machine's name alone two machines of one kind would differ, and one machine with another kernel would not. */
function hostSettings({ hostname, cpu, kernel }: Environment): Settings {
  return {
    'host name': hostname,
    'host CPU': cpu.model,
    'host CPUs allowed': String(cpu.allowed.length),
    'host kernel': kernel.release,
  };
}
