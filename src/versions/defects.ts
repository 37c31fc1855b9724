/** Something known to be wrong with a version, and how it shows. */
export interface Defect {
  readonly id: string;
  readonly versions: readonly string[];
  readonly summary: string;
  readonly shows: string;
}

export const defects: readonly Defect[] = [
  {
    id: 'lost-wakeup',
    versions: ['v1', 'v1-sem'],
    summary:
      'a call_rcu() stopped between its two steps of queueing leaves a broken link; the wake-up that would mend it can be ' +
      'consumed before, and no later call_rcu() repeats it',
    shows: 'callbacks pending for ever, the RCU thread asleep (STALLED)',
  },
  {
    id: 'spurious-force',
    versions: ['v1'],
    summary: 'a late wake-up from call_rcu() is taken for a force request',
    shows: 'forced grace periods that nobody asked for (counter forced_spurious)',
  },
  {
    id: 'unlocked-registry-walk',
    versions: ['v1'],
    summary: 'the registry of readers is walked without its lock while forcing',
    shows: 'a data race with a thread that registers or leaves',
  },
  {
    id: 'dropped-force',
    versions: ['v1-sem'],
    summary:
      'the flag is read after the count, and a request for a later callback can be dropped; a post does not end the sleep by a force',
    shows: 'unmaps that wait for a timeout although force_rcu() was called',
  },
  {
    id: 'windows-deadline',
    versions: ['v1', 'v2'],
    summary: 'on Windows a deadline that has just passed becomes an endless wait, or one of up to 49.7 days',
    shows: 'not on Linux itself; with --workload timedwait --wait win32-v1 as endless waits, in a torture as a stall',
  },
  {
    id: 'second-grace-period',
    versions: ['v1', 'v2', 'v3'],
    summary:
      'an unmap waits for two chained grace periods, and whether the second is forced too depends on when the request came: ' +
      'before the fetch of the first batch it is used up by that batch',
    shows: 'a share of the unmaps polls at 10 ms (counter gp2_forced below gp2)',
  },
  {
    id: 'half-done-call',
    versions: ['v1', 'v2', 'v3', 'example-v4'],
    summary:
      'a call_rcu() stopped between queueing and counting makes the batch of another one, which was forced, run its callback ' +
      'in the place of the other, whose own then waits for the next grace period',
    shows: 'a callback that polls although it was forced (explore: promptness, scenario half-done-call)',
  },
  {
    id: 'late-force-set',
    versions: ['v2', 'v3', 'example-v4'],
    summary:
      'a force_rcu() stopped before it sets its event sets it in a later grace period, which is reset once and not in each ' +
      'round: all of its sleeps return at once',
    shows: 'a grace period forced "by 5 sleeps" after no time (explore: sleep-budget, scenario half-done-call)',
  },
  {
    id: 'kick-latency',
    versions: ['legacy', 'baseline', 'v1', 'v1-sem', 'v2', 'v3', 'example-v4'],
    summary: 'a TCG vCPU ends its read section only after the force notifier has kicked it',
    shows: 'a grace period under TCG is at least as long as the kick takes',
  },
];
