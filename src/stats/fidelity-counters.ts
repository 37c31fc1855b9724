// What the engine did in each side, put in proportion, so that sides that ran for another time or got more done compare.
import type { FidelityCounter, Side } from '../documents/fidelity.js';
import type { TrialResult } from '../documents/result.js';
import type { Workload } from '../workloads/workload.js';
import type { RoundPlaces } from './fidelity-rounds.js';

interface Proportion {
  name: string;
  unit: FidelityCounter['unit'];
  part: string;
  /** Absent: what the workload counts. */
  whole?: string;
}

const proportions: readonly Proportion[] = [
  { name: 'grace_periods', unit: '1', part: 'grace_periods' },
  { name: 'callbacks', unit: '1', part: 'callbacks' },
  { name: 'callbacks_per_grace_period', unit: '1', part: 'callbacks', whole: 'grace_periods' },
  { name: 'forced', unit: 'share', part: 'forced', whole: 'grace_periods' },
  { name: 'forced_by_request', unit: 'share', part: 'forced_by_request', whole: 'grace_periods' },
  { name: 'forced_by_threshold', unit: 'share', part: 'forced_by_threshold', whole: 'grace_periods' },
  { name: 'forced_by_sleeps', unit: 'share', part: 'forced_by_sleeps', whole: 'grace_periods' },
  { name: 'gp2_forced', unit: 'share', part: 'gp2_forced', whole: 'gp2' },
  { name: 'sleeps_per_grace_period', unit: '1', part: 'sleeps', whole: 'grace_periods' },
  { name: 'force_requests', unit: '1', part: 'force_requests' },
  { name: 'kicks', unit: '1', part: 'kicks' },
  { name: 'rcu_wakeups', unit: '1', part: 'rcu_wakeups' },
  { name: 'rcu_cpu', unit: 'ns', part: 'rcu_cpu_ns' },
];

/** The counter of what a workload's progress counts. */
const workCounters: Readonly<Record<string, string>> = {
  'blob-unmap': 'unmaps',
  timedwait: 'waits',
  synchronize: 'synchronizes',
  drain: 'drains',
  'read-side': 'read_chunks',
  flood: 'floods',
  mix: 'actions',
};

/** Only what either side has, and what is not 0 in both. */
export function fidelityCounters(
  { name: workload }: Pick<Workload, 'name'>,
  rounds: readonly RoundPlaces[],
  trials: readonly TrialResult[],
): FidelityCounter[] {
  const work = workCounters[workload] ?? '';
  return proportions
    .map(({ whole = work, ...own }) => counterOf({ ...own, whole }, rounds, trials))
    .filter(({ a, b }) => (a ?? 0) !== 0 || (b ?? 0) !== 0);
}

function counterOf(
  { name, unit, part, whole }: Required<Proportion>,
  rounds: readonly RoundPlaces[],
  trials: readonly TrialResult[],
): FidelityCounter {
  const trialsAt = (places: readonly number[]) => places.flatMap((place) => trials[place] ?? []);
  const proportion = (own: readonly TrialResult[]) => quotient(sumOf(own, part), sumOf(own, whole));
  const offers = (side: Side) => trialsAt(rounds.flatMap((round) => round[side])).every((t) => part in t.counters);
  const [a, b] = (['a', 'b'] as const).map((side) => proportion(trialsAt(rounds.flatMap((round) => round[side]))));
  const same = (['a', 'b'] as const).flatMap((side) => {
    const [one, other] = ([0, 1] as const).map((i) => proportion(trialsAt(rounds.map((round) => round[side][i]))));
    return one === undefined || other === undefined ? [] : [Math.abs(one - other)];
  });
  const lacking = (['a', 'b'] as const).filter((side) => !offers(side));
  return {
    name,
    unit,
    ...(a !== undefined && { a }),
    ...(b !== undefined && { b }),
    ...(same.length > 0 && { same: Math.max(...same) }),
    ...(lacking.length > 0 && { lacking }),
  };
}

/** Undefined where a trial does not have it: of a part of them nothing is known. */
function sumOf(trials: readonly TrialResult[], counter: string): number | undefined {
  const values = trials.map(({ counters }) => counters[counter]);
  return values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);
}

const quotient = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : part / whole;
