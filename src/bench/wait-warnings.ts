// What the timed waits of a version lack, or do that nobody asked for.
import type { TrialResult, Warning } from '../documents/result.js';

/** Codes of those that say why metrics have no samples: more time would bring none. */
export const codesOfAbsence: readonly string[] = ['not-offered', 'early-returns'];

/** Below this share of early returns the rest still tells how late waits are. */
const mostEarly = 0.5;

export function waitWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
  const count = (name: string) => counters[name] ?? 0;
  const warnings: Omit<Warning, 'version'>[] = [];
  if (count('waits_not_offered') > 0) {
    warnings.push({
      code: 'not-offered',
      message: 'with --wait condvar there are no futexes to wait for: nothing was measured',
      remedy: 'Use --layer event.',
    });
  } else if (count('deadlines_not_offered') > 0) {
    warnings.push({
      code: 'not-offered',
      message: 'it has no timed waits on this layer: their metrics are absent',
      remedy: 'Patch 1 of the series brings those of the futex, patch 2 those of the event.',
    });
  }
  if (count('early_returns') > mostEarly * count('timeouts')) {
    warnings.push({
      code: 'early-returns',
      message: `${count('early_returns')} of ${count('timeouts')} waits came back before their deadline: they were not late`,
      remedy: "Windows' whole milliseconds are rounded down: see timedwait.early.",
    });
  }
  if (count('endless_waits') > 0) {
    warnings.push({
      code: 'endless-waits',
      message: `${count('endless_waits')} of ${count('passed_waits')} waits for a deadline that had passed did not end: they were set free 0.1 s after it`,
      remedy: "v1's and v2's arithmetic for Windows has no answer to it, v3's has: --wait win32-v3.",
    });
  }
  return warnings;
}
