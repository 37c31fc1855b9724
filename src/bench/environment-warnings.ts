// What weakens the figures of all trials: the machine, its load, and the libraries among the versions.

import type { LoadConfig } from '../config/load-config.js';
import { optionWords } from '../config/reproduce.js';
import type { ProviderInfo } from '../documents/provider.js';
import type { Environment, Warning } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import { buildOptions, type EngineBuild } from '../workloads/common-options.js';
import type { OptionSpec } from '../workloads/options.js';

/** If other programs keep more than this share of the usable CPUs busy, they disturb the measurement. */
const noisyShareOfCpus = 0.2;
const noisyStealShare = 0.01;
/** CPUs for the RCU thread, which must not wait for one. */
const sparedCpus = 1;

export function machineWarnings({ otherCpus, stealShare, cpu }: Environment): Warning[] {
  const warnings: Warning[] = [];
  if (otherCpus !== undefined && otherCpus > noisyShareOfCpus * cpu.allowed.length) {
    warnings.push({
      code: 'noisy-machine',
      message: `other programs were running: they kept ${otherCpus.toFixed(1)} of ${cpu.allowed.length} CPUs busy during the run`,
      remedy: 'Stop them, or measure on a quiet machine.',
    });
  }
  if (stealShare !== undefined && stealShare > noisyStealShare) {
    warnings.push({
      code: 'steal-time',
      message: `the hypervisor gave ${percent(stealShare)} of the CPU time to other machines`,
      remedy: 'Measure on a machine with CPUs of its own.',
    });
  }
  if (cpu.governor !== undefined && cpu.governor !== 'performance') {
    warnings.push({
      code: 'frequency-governor',
      message: `the CPU frequency follows the load (governor ${cpu.governor})`,
      remedy: 'Fix it: cpupower frequency-set -g performance',
    });
  }
  if (cpu.quota !== undefined && cpu.quota < cpu.allowed.length) {
    warnings.push({
      code: 'cpu-quota',
      message: `a control group limits this process to ${cpu.quota} CPUs and stops it when they are used up`,
      remedy: "Lift the container's CPU limit.",
    });
  }
  return warnings;
}

export function loadWarnings(config: LoadConfig, { cpu }: Environment): Warning[] {
  const usable = config.pinCpus.length > 0 ? config.pinCpus.length : cpu.allowed.length;
  const demand = config.workload.cpuDemand(config.settings, config.scenario);
  if (demand + sparedCpus <= usable) return [];
  return [
    {
      code: 'oversubscribed',
      message: `the load keeps ${demand.toFixed(1)} CPUs busy and the RCU thread needs one, of ${usable}: latencies include waits for a CPU`,
      remedy: 'Use fewer threads, or more CPUs.',
    },
  ];
}

export function providerWarnings({ providers = [] }: Environment, build: EngineBuild): Warning[] {
  return [
    ...buildWarnings(providers, build),
    ...providers.flatMap(inferenceWarnings),
    ...providers.flatMap(changeWarnings),
  ];
}

function changeWarnings({ version, changed }: ProviderInfo): Warning[] {
  if (changed !== true) return [];
  return [
    {
      code: 'library-changed',
      message: 'its file changed while it was measured: the trials may be of several builds',
      remedy: 'Build it first, then measure again.',
      version,
    },
  ];
}

/** The build options have no effect on libraries. */
function buildWarnings(providers: readonly ProviderInfo[], build: EngineBuild): Warning[] {
  const words = Object.entries<OptionSpec>(buildOptions).flatMap(([key, spec]) => {
    const own = optionWords(spec, build[key as keyof EngineBuild]);
    return own.length === 0 ? [] : [own.join(' ')];
  });
  if (providers.length === 0 || words.length === 0) return [];
  const names = providers.map(({ version }) => shortVersion(version)).join(', ');
  return [
    {
      code: 'built-in-only',
      message: `${words.join(', ')} says how built-in versions are built: it changes nothing in ${names}`,
      remedy: 'Build the library as you want it.',
    },
  ];
}

function inferenceWarnings({ version, inferred }: ProviderInfo): Warning[] {
  if (!inferred) return [];
  return [
    {
      code: 'inferred',
      message: 'its grace periods are inferred from its waits and its lock',
      remedy: 'Treat their number and length as estimates; latencies are measured.',
      version,
    },
  ];
}

export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
