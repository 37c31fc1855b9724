// A scenario of the workload `mix`: the threads of a VM, as users describe them in a small file.
import type { Distribution } from '../base/distribution.js';

export const scenarioActions = ['section', 'call', 'chain', 'drain', 'synchronize', 'force', 'hold-bql'] as const;
export type ScenarioAction = (typeof scenarioActions)[number];

/** One thread: what it does again and again, and when. */
export interface ScenarioThread {
  readonly name: string;
  readonly does: ScenarioAction;
  /** From one begin to the next. */
  readonly every: Distribution;
  /** How long a section or a hold of the BQL is. */
  readonly lasts: Distribution;
  /** Callbacks at a time, of `call` and `chain`. */
  readonly burst: number;
  /** … followed by force_rcu() where the version's device does so: patch 5. */
  readonly forces: boolean;
  /** With the BQL held: a section takes it inside, as a KVM exit does. */
  readonly bql: boolean;
  /** A section ends so long after a force notifier's kick; absent: forcing cannot end it. */
  readonly kickNs?: number;
  /** Its phase, from the begin of the measured time. */
  readonly fromNs: number;
  /** Absent: to the end. */
  readonly untilNs?: number;
}

export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly threads: readonly ScenarioThread[];
}
