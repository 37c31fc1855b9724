// Metrics that are not the same quantity in every version. They are shown side by side and never tested against each other.
import type { TrialResult } from '../documents/result.js';
import { findVersion } from '../versions/catalogue.js';
import { namesFile, parseVersion } from '../versions/name.js';

/** The patch of the series from which on synchronize_rcu() goes through call_rcu(). */
const synchronizeThroughCall = 3;

/**
 * What a metric measures in this version, where that differs between versions; undefined where it does not. Two versions
 * may be compared by the metric if this is the same for both.
 */
export function meaningOf(metric: string, version: string): string | undefined {
  if (version === 'none' && (metric.startsWith('synchronize.') || metric === 'grace_period.length')) {
    return 'nothing: it has no grace periods';
  }
  if (metric.startsWith('synchronize.') && namesFile(version)) return 'what its library makes of it';
  if (metric.startsWith('synchronize.')) {
    return callsThroughQueue(version) ? 'a callback round trip' : 'a grace period of the caller';
  }
  if (metric === 'grace_period.length') return 'the length of a grace period';
  return undefined;
}

/** Patch 3 is in every whole series, and in what is a variant of one. */
function callsThroughQueue(text: string): boolean {
  const name = parseVersion(text);
  if (typeof name !== 'string') return false;
  const [series = '', patch] = name.split('@');
  const version = findVersion(series);
  if (version === undefined || (version.patches.length === 0 && version.variantOf === undefined)) return false;
  return patch === undefined || Number(patch) >= synchronizeThroughCall;
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
