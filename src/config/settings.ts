// Settings and result documents: a load has all its settings in one record; a document keeps five of them beside `options`.
import type { OptionValue } from '../documents/plan.js';
import type { ResultConfig } from '../documents/result.js';
import { commonOptions, type Settings } from '../workloads/common-options.js';
import { withDefaults } from '../workloads/options.js';

/** Settings that a result document keeps beside `options`. All other settings are in `options`. */
type KeptApart = Pick<ResultConfig, 'durationNs' | 'warmupNs' | 'membarrier' | 'wait' | 'gpBits'>;

export const keptApart = ({ durationNs, warmupNs, membarrier, wait, gpBits }: Settings): Required<KeptApart> => ({
  durationNs,
  warmupNs,
  membarrier,
  wait,
  gpBits,
});

/** The settings that a result document keeps in `options`. */
export function ownOptions(settings: Settings): Record<string, OptionValue> {
  const apart = keptApart(settings);
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !(key in apart)));
}

/**
 * The settings of a result document in one record, by the names that LoadConfig has. A document that is older than a setting ran
 * with its default.
 */
export const settingsOf = ({ durationNs, warmupNs, membarrier, wait, gpBits, options }: ResultConfig): Settings =>
  ({
    ...withDefaults(commonOptions, {
      durationNs,
      warmupNs,
      membarrier,
      ...(wait && { wait }),
      ...(gpBits && { gpBits }),
    }),
    ...options,
  }) as Settings;
