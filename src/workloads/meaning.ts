// Which quantity a metric measures in one version, and whether the version offers the metric at all.

import type { TrialResult } from '../documents/result.js';
import { versionOf } from '../versions/version.js';

/** The patch of the series from which on synchronize_rcu() goes through call_rcu(). */
const synchronizeThroughCall = 3;

/**
 * What a metric measures in this version, where versions differ in it; undefined where all versions measure the same.
 * Two versions may be compared by a metric if it means the same in both.
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

/** Metrics of `timedwait` that a version without timed waits offers. */
const withoutDeadline: readonly string[] = ['timedwait.wake_untimed', 'timedwait.found_set_untimed', 'timedwait.set'];

/** Whether the version of a trial offers a metric. */
export function offersMetric(
  { counters, notOffered = [] }: Pick<TrialResult, 'counters' | 'notOffered'>,
  metric: string,
): boolean {
  const counted = (name: string) => (counters[name] ?? 0) > 0;
  if (notOffered.includes(metric) || counted('not_offered') || counted('waits_not_offered')) return false;
  return !counted('deadlines_not_offered') || !metric.startsWith('timedwait.') || withoutDeadline.includes(metric);
}
