// What a metric is in one version: the quantity that it measures there, and whether the version has it at all.

import type { TrialResult } from '../documents/result.js';
import { versionOf } from '../versions/version.js';

/** The patch of the series from which on synchronize_rcu() goes through call_rcu(). */
const synchronizeThroughCall = 3;

/**
 * What a metric measures in this version, where versions differ in it; undefined where all versions measure the same. Two
 * versions may be compared by a metric if it means the same in both.
 */
export function meaningOf(metric: string, version: string): string | undefined {
  if (version === 'none' && (metric.startsWith('synchronize.') || metric === 'grace_period.length')) {
    return 'nothing: it has no grace periods';
  }
  if (metric === 'grace_period.length') return 'the length of a grace period';
  if (!metric.startsWith('synchronize.')) return undefined;
  const { kind, patches } = versionOf(version);
  if (kind === 'file') return 'what its library makes of it';
  const throughQueue = patches.some(({ number }) => number === synchronizeThroughCall);
  return throughQueue ? 'a callback round trip' : 'a grace period of the caller';
}

/** Metrics of `timedwait` that a version without deadlines has. */
const withoutDeadline: readonly string[] = ['timedwait.wake_untimed', 'timedwait.found_set_untimed', 'timedwait.set'];

/** Whether this trial's version has such a figure at all. */
export function offersMetric(
  { counters, notOffered = [] }: Pick<TrialResult, 'counters' | 'notOffered'>,
  metric: string,
): boolean {
  const told = (name: string) => (counters[name] ?? 0) > 0;
  if (notOffered.includes(metric) || told('not_offered') || told('waits_not_offered')) return false;
  return !told('deadlines_not_offered') || !metric.startsWith('timedwait.') || withoutDeadline.includes(metric);
}
