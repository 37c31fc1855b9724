// The rounds of `fidelity` whose four trials all count.
import type { TrialResult } from '../documents/result.js';

/** The places of a round's trials among all: two of either side. */
export interface RoundPlaces {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/**
 * The rounds in which each of the arms has a trial that counts, in their order: one that was cut short measured less than
 * the others, an overloaded one its queue. What is left of the other rounds has nothing to be held against.
 * @param labels of the arms: a, a, b, b
 */
export function completeRounds(labels: readonly string[], trials: readonly TrialResult[]): RoundPlaces[] {
  const numbers = [...new Set(trials.flatMap(({ round }) => round ?? []))].sort((x, y) => x - y);
  return numbers.flatMap((number) => {
    const places = labels.map((label) => trials.findIndex((trial) => isUsed(trial, label, number)));
    const [a1 = -1, a2 = -1, b1 = -1, b2 = -1] = places;
    return Math.min(a1, a2, b1, b2) < 0 ? [] : [{ a: [a1, a2], b: [b1, b2] }];
  });
}

const isUsed = ({ arm, round, status, overloaded }: TrialResult, label: string, number: number): boolean =>
  arm === label && round === number && status === 'pass' && !overloaded;
