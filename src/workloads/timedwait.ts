// A thread that waits with and without deadlines: what patches 1 (futex) and 2 (event) of the series add, and what they
// cost.

import type { MetricSpec } from './metric.js';
import { floorMetrics, ns } from './metric.js';
import type { OptionSpecs } from './options.js';
import type { Workload } from './workload.js';

const options = {
  layer: {
    flag: 'layer',
    kind: 'choice',
    choices: ['futex', 'event'],
    default: 'futex',
    summary: 'object of the waits: a futex (patch 1), or an event (patch 2)',
  },
  timerSlackNs: {
    flag: 'timer-slack',
    kind: 'duration',
    default: 50_000,
    min: 1,
    max: 1e9,
    summary: 'timer slack of the waiting thread',
  },
  setAfterNs: {
    flag: 'set-after',
    kind: 'duration',
    default: 1e6,
    min: 1_000,
    max: 500e6,
    summary: 'from the start of a wait to the set that wakes it',
  },
} as const satisfies OptionSpecs;

/** The same lengths as in native/load/wait_figures.h. The RCU itself waits for 10 ms. */
const lengths = ['50us', '200us', '1ms', '10ms', '100ms'] as const;

const metrics: readonly MetricSpec[] = [
  ...lengths.map((length) => ns(`timedwait.overshoot.${length}`, `${length} late`, 'headline')),
  ns('timedwait.wake', 'wake, timed', 'headline'),
  ns('timedwait.wake_untimed', 'wake, untimed', 'headline'),
  ...lengths.map((length) => ns(`timedwait.early.${length}`, `${length} early`, 'detail')),
  ns('timedwait.passed', 'passed', 'detail'),
  ns('timedwait.found_set', 'found set', 'detail'),
  ns('timedwait.found_set_untimed', 'found untimed', 'detail'),
  ns('timedwait.set', 'set()', 'detail'),
  ...floorMetrics,
];

/**
 * A cycle has 4 waits of 10 ms, 119.8 ms of waits of other lengths, and 16 waits that are woken. A wait ends about 150
 * us late.
 */
const cycleNs = (setAfterNs: number) => 160e6 + 16 * setAfterNs + 70 * 150e3;

export const timedwait: Workload = {
  name: 'timedwait',
  summary: 'a thread that waits for a futex or an event, until a deadline or a set',
  unit: 'waits',
  options,
  metrics,
  mainMetric: 'timedwait.overshoot.10ms',
  notOffered: 'the timed waits of patches 1 and 2 exist in built-in versions only, not in libraries',
  samplesPerSecond: ({ setAfterNs }) => 4e9 / cycleNs(Number(setAfterNs)),
  cpuDemand: () => 0,
  check() {},
};
