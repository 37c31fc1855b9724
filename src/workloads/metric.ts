// What a workload measures, and the metrics that several workloads have.
import type { MetricDirection, MetricRole } from '../documents/result.js';

/** What a workload's dotted metric name stands for. The full definitions are in docs/measurement.md. */
export interface MetricSpec {
  /** As in result documents: `unmap.latency`. */
  readonly name: string;
  /** As in tables, at most 13 characters: two versions have to fit 80 columns. */
  readonly label: string;
  /** Base unit: `ns`, `B` or `1`. */
  readonly unit: string;
  readonly role: MetricRole;
  readonly better: MetricDirection;
  /**
   * Of a loop whose next sample starts when the last one ended: a trial has fewer samples than another because each took
   * longer. Absent: a small number of samples says nothing about their size.
   */
  readonly fewerMeansSlower?: true;
  /** A counter that every RCU has which can tell this; where it is absent the metric is not offered. */
  readonly needs?: string;
}

export const ns = (name: string, label: string, role: MetricSpec['role']): MetricSpec => ({
  name,
  label,
  unit: 'ns',
  role,
  better: 'less',
});

/** A time that one thread measures back to back, so that slow samples leave room for fewer of them. */
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
