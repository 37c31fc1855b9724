// What a workload measures, and the metrics that several workloads have.
import type { MetricDirection, MetricRole } from '../documents/result.js';

/** A metric of a workload. docs/measurement.md defines them all. */
export interface MetricSpec {
  /** In result documents: `unmap.latency`. */
  readonly name: string;
  /** In tables. At most 13 characters, so that two versions fit into 80 columns. */
  readonly label: string;
  /** Base unit: `ns`, `B` or `1`. */
  readonly unit: string;
  readonly role: MetricRole;
  readonly better: MetricDirection;
  /**
   * A closed loop, whose next sample starts when the last one has ended: fewer samples mean longer samples. Absent: the
   * number of samples does not depend on their size.
   */
  readonly fewerMeansSlower?: true;
  /** The counter that an RCU reports if it offers this metric. Without the counter the metric is "not offered". */
  readonly needs?: string;
}

export const ns = (name: string, label: string, role: MetricSpec['role']): MetricSpec => ({
  name,
  label,
  unit: 'ns',
  role,
  better: 'less',
});

/** A time that one thread measures back to back, so that slower samples are fewer samples. */
export const closedLoopNs = (name: string, label: string, role: MetricSpec['role']): MetricSpec => ({
  ...ns(name, label, role),
  fewerMeansSlower: true,
});

export const gracePeriodLength: MetricSpec = {
  ...ns('grace_period.length', 'grace period', 'detail'),
  needs: 'grace_periods',
};

export const grace: readonly MetricSpec[] = [
  gracePeriodLength,
  ns('bql.wait', 'RCU BQL wait', 'detail'),
  ns('section.length', 'read section', 'detail'),
];

export const floorMetrics: readonly MetricSpec[] = [
  ns('floor.handoff', 'futex handoff', 'floor'),
  ns('floor.bql', 'BQL roundtrip', 'floor'),
  ns('floor.timedwait_overshoot', '10ms overrun', 'floor'),
];
