// What the figures of libraries are not, beside those of built-in versions.
import { optionWords } from '../config/command-line.js';
import type { ProviderInfo } from '../documents/provider.js';
import type { Environment, TrialResult, Warning } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import { buildOptions, type EngineBuild } from '../workloads/common-options.js';
import type { OptionSpec } from '../workloads/options.js';

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

/** Options that say how an engine is built reach built-in versions only. */
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
      remedy: 'Take their number and length for estimates; latencies are measured.',
      version,
    },
  ];
}

/** Of one trial: where reading is what is measured, how it is called matters. */
export function readWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
  if ((counters.reads_called ?? 0) === 0) return [];
  return [
    {
      code: 'reads-called',
      message: 'its read lock is called through a pointer: inlined, as in real use, it takes less',
      remedy: 'Take it for an upper bound; a read_loop() of its own tells more.',
    },
  ];
}
