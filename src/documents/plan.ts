// What a comparison runs: its arms and its rounds. An arm is a version of the RCU, or a version under a value of an option.
export interface Arm {
  /** As in tables; unique within a comparison. */
  label: string;
  version: string;
  /** Options in which it differs from the comparison's configuration, by their names with units. */
  set?: Record<string, OptionValue>;
  /** The reference once more, run to see by how much equal code differs. */
  calibration?: true;
}

/** What the copy of an arm is called. */
export const copyLabel = (label: string) => `${label} (A/A)`;

/** The part of a comparison's trials that one machine runs: whole rounds. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** What was to be run, by all shards together. */
export interface ComparisonPlan {
  /** In the order in which tables show them. */
  arms: Arm[];
  /** Label of the arm that the others are compared with. */
  reference: string;
  /** Every round runs each arm once. */
  rounds: number;
  /** The option or property in which the arms differ; absent: the version. */
  axis?: string;
  /** Of `run --sweep`: the options that vary together, the first slowest. */
  sweep?: string[];
  shard?: Shard;
  /** Rounds at whose end it was decided whether to go on; absent: their number was fixed. */
  looks?: number[];
  /** Of --until-decided: no round begins that would end later. */
  maxTimeNs?: number;
  /** Of `fidelity`: the arms are two runs of either side, a, a, b, b. */
  fidelity?: true;
}

/** What an arm sets; nothing for one that the plan does not have. */
export const loadSettings = (
  plan: ComparisonPlan | undefined,
  label: string | undefined,
): Record<string, OptionValue> => plan?.arms.find((arm) => arm.label === label)?.set ?? {};

/** Trials ran in a drawn order; they are read in the plan's. */
export function inPlanOrder<Trial extends { arm?: string }>(
  plan: ComparisonPlan | undefined,
  trials: readonly Trial[],
): Trial[] {
  const place = new Map(plan?.arms.map(({ label }, i) => [label, i]));
  const placeOf = ({ arm }: Trial) => place.get(arm ?? '') ?? 0;
  return [...trials].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The rounds of this plan's shard, or all of them. */
export function roundsOf({ rounds, shard }: ComparisonPlan): number[] {
  const all = Array.from({ length: rounds }, (_, round) => round);
  return shard === undefined ? all : all.filter((round) => round % shard.count === shard.index - 1);
}

export type OptionValue = number | string;
