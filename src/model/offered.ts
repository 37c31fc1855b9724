// What a version does not offer has no figures, which is another thing than having had none this time. A trial tells by its
// counters.
import type { TrialResult } from './result.js';

/** Counters of whoever tells what these metrics are made of. */
const toldWith: Readonly<Record<string, string>> = {
  'grace_period.length': 'grace_periods',
  'grace_period.rate': 'grace_periods',
  'batch.size': 'batches',
  'progress.gap': 'batches',
};

/** Metrics of `timedwait` that a version without deadlines has. */
const withoutDeadline: readonly string[] = ['timedwait.wake_untimed', 'timedwait.found_set_untimed', 'timedwait.set'];

/** Whether this trial's version has such a figure at all. */
export function offersMetric({ counters }: Pick<TrialResult, 'counters'>, metric: string): boolean {
  const refused = (name: string) => (counters[name] ?? 0) > 0;
  if (refused('not_offered') || refused('waits_not_offered')) return false;
  if (refused('deadlines_not_offered') && metric.startsWith('timedwait.')) return withoutDeadline.includes(metric);
  const needed = toldWith[metric];
  return needed === undefined || counters[needed] !== undefined;
}
