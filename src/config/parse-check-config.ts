// The command line of `provider check`, checked: a short torture of one library.

import { UsageError } from '../base/errors.js';
import { versionOf } from '../versions/version.js';
import type { OptionSpecs } from '../workloads/options.js';
import type { TortureConfig } from './parse-torture-config.js';
import { parseTortureConfig, tortureOptions } from './parse-torture-config.js';
import type { Flags, Host } from './run-config.js';

export const checkOptions = {
  durationNs: { ...tortureOptions.durationNs, default: 5e9, summary: 'how long it is tortured' },
} as const satisfies OptionSpecs;

/** @param drawSeed gives a seed where none is typed. */
export function parseCheckConfig(provider: string, flags: Flags, host: Host, drawSeed: () => number): TortureConfig {
  if (versionOf(provider).kind === 'built-in') {
    throw new UsageError(`${provider} is built in`, `To torture it: rcu-bench torture ${provider}`);
  }
  const duration = flags.duration ?? `${checkOptions.durationNs.default / 1e9}s`;
  return parseTortureConfig([provider], { ...flags, duration, trace: 'off' }, [], host, drawSeed);
}
