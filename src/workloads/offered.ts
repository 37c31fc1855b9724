// What a version does not offer has no figures, which is another thing than having had none this time.
import type { TrialResult } from '../documents/result.js';

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
