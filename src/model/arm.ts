// What a comparison compares: arms, as in any experiment. An arm is a version of the RCU, or one version under one value of
// an option, or what an older file holds of either.
import { UsageError } from './errors.js';
import type { OptionValue } from './options.js';
import type { GpWidth, LoadConfig, MembarrierMode, WaitBackend } from './run-config.js';
import { nearest } from './suggest.js';

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

/** Complains about a reference that is not among the labels. */
export function checkReference(label: string, labels: readonly string[]): void {
  if (labels.includes(label)) return;
  const meant = nearest(label, labels);
  throw new UsageError(
    `--reference: '${label}' is not compared here`,
    meant === undefined ? `Compared are: ${labels.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

/** The load of one arm. Its trials take their seed from the round. */
export function loadOf<Config extends LoadConfig>(base: Config, arm: Arm): Config {
  const { membarrier, wait, gpBits, warmupNs, durationNs, ...options } = arm.set ?? {};
  return {
    ...base,
    membarrier: (membarrier as MembarrierMode | undefined) ?? base.membarrier,
    wait: (wait as WaitBackend | undefined) ?? base.wait,
    gpBits: (gpBits as GpWidth | undefined) ?? base.gpBits,
    warmupNs: Number(warmupNs ?? base.warmupNs),
    durationNs: Number(durationNs ?? base.durationNs),
    options: { ...base.options, ...options },
  };
}
