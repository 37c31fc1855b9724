// Metrics that the machine round every workload brings.
import type { MetricSpec } from './metric.js';

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
