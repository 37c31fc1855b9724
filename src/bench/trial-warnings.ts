// What weakens the figures of one trial, each with its remedy.

import type { TrialResult, Warning } from '../documents/result.js';
import { findWorkload } from '../workloads/index.js';

/** Conditions under which a trial's figures are incomplete, or measure something other than the load. */
export function lossWarnings(trial: TrialResult): Omit<Warning, 'version'>[] {
  const warnings: Omit<Warning, 'version'>[] = [];
  const workload = findWorkload(trial.workload);
  const droppedEvents = trial.trace?.dropped ?? trial.counters.dropped_events ?? 0;
  if (trial.overloaded) {
    warnings.push({
      code: 'overloaded',
      message: `${workload?.unit ?? 'requests'} arrive faster than it can serve them: its latencies are those of a growing queue`,
      remedy: workload?.overloadRemedy ?? 'Lower the rates.',
    });
  }
  if (notOffered(trial) && workload?.notOffered !== undefined) {
    warnings.push({ code: 'not-offered', message: workload.notOffered, remedy: 'Leave this version out.' });
  }
  if (droppedEvents > 0) {
    warnings.push({
      code: 'dropped-events',
      message: `its trace lost ${droppedEvents} events${lossesByThread(trial)}`,
      remedy: 'Raise --trace-buffer, or use --trace-mode stream.',
    });
  }
  return [...warnings, ...countedWarnings(trial), ...waitWarnings(trial), ...readWarnings(trial)];
}

/** Warnings about counters that should be 0. */
function countedWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
  const { dropped_samples: droppedSamples = 0, pin_refused: pinRefused = 0 } = counters;
  const dropped = {
    code: 'dropped-samples',
    message: `${droppedSamples} samples did not fit: the latest are missing`,
    remedy: 'Shorten --duration, or lower the rates.',
  };
  const refused = {
    code: 'pin-refused',
    message: `the kernel did not bind ${pinRefused} threads to the CPUs of --pin`,
    remedy: 'Name CPUs that are online and that this process may use.',
  };
  return [...(droppedSamples > 0 ? [dropped] : []), ...(pinRefused > 0 ? [refused] : [])];
}

/** Whether the version lacks the operation that the load needs. Such a trial runs its full time without samples. */
const notOffered = ({ counters }: TrialResult) => (counters.not_offered ?? 0) > 0;

/** `: 9000 of vCPU 0, 120 of main loop`. The thread with most losses comes first. */
function lossesByThread({ trace }: TrialResult): string {
  const worstFirst = Object.entries(trace?.droppedBy ?? {}).sort(([, a], [, b]) => b - a);
  return worstFirst.length === 0 ? '' : `: ${worstFirst.map(([thread, lost]) => `${lost} of ${thread}`).join(', ')}`;
}

/** A library's read lock may be called through a pointer, which costs more than the lock when reads are measured. */
function readWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
  if ((counters.reads_called ?? 0) === 0) return [];
  return [
    {
      code: 'reads-called',
      message: 'its read lock is called through a pointer: inlined, as in real use, it is faster',
      remedy: 'Treat it as an upper bound; a read_loop() in the library is more exact.',
    },
  ];
}

/** Codes of the warnings that explain missing samples. A longer trial would not have more. */
export const codesOfAbsence: readonly string[] = ['not-offered', 'early-returns'];

/** With at most this share of early returns, the other waits still show how late waits end. */
const mostEarly = 0.5;

function waitWarnings({ counters }: TrialResult): Omit<Warning, 'version'>[] {
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
      remedy: 'Patch 1 of the series adds those of the futex, patch 2 those of the event.',
    });
  }
  if (count('early_returns') > mostEarly * count('timeouts')) {
    warnings.push({
      code: 'early-returns',
      message: `${count('early_returns')} of ${count('timeouts')} waits returned before their deadline`,
      remedy: "Windows' whole milliseconds are rounded down: see timedwait.early.",
    });
  }
  if (count('endless_waits') > 0) {
    warnings.push({
      code: 'endless-waits',
      message: `${count('endless_waits')} of ${count('passed_waits')} waits for a passed deadline did not end: they were woken after 0.1 s`,
      remedy: "v1's and v2's arithmetic for Windows cannot handle it, v3's can: --wait win32-v3.",
    });
  }
  return warnings;
}
