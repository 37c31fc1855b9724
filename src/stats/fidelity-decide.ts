// From distances to a word, and from "undecided" to what would decide it.
import type { FidelityVerdict } from '../documents/fidelity.js';
import { normalQuantile } from './normal.js';

export interface FidelityLevel {
  /** Error rate of the family. */
  readonly alpha: number;
  readonly familySize: number;
  /** A smaller share out of place is no difference. */
  readonly leastShare: number;
  /** "same" says that such a share would have been found. */
  readonly resolution: number;
}

export interface FoundDistance {
  /** Share out of place by more than the tolerance. */
  readonly beyond: number;
  readonly adjustedP: number;
  /** The share that 19 of 20 runs like this would find. */
  readonly detectable: number;
}

/**
 * different: the test finds it, and it is a share that matters. same: it is not that, and a share as large as the resolution
 * would have been found. undecided: neither, for which more rounds are the remedy.
 */
export function decideFidelity(found: FoundDistance, level: FidelityLevel): FidelityVerdict {
  if (found.adjustedP <= level.alpha && found.beyond >= level.leastShare) return 'different';
  return found.detectable <= level.resolution ? 'same' : 'undecided';
}

/**
 * @param sameBeyond distances of runs of the same beyond the tolerance, ascending: what Holm's first step asks for has to be
 * exceeded
 * @param deviation of the difference between both shares: what chance may take away from a share that is really there
 */
export function detectableShare(sameBeyond: Float64Array, deviation: number, level: FidelityLevel): number {
  const share = 1 - level.alpha / Math.max(1, level.familySize);
  return Math.min(1, upperQuantile(sameBeyond, share) + normalQuantile(power) * deviation);
}

/** What at most `1 - share` of the ascending values exceed: one of them. */
export function upperQuantile(ascending: Float64Array, share: number): number {
  const place = Math.min(ascending.length, Math.ceil(share * (ascending.length + 1))) - 1;
  const value = ascending[place];
  if (value === undefined) throw new RangeError('no quantile of nothing');
  return value;
}

/** About how many rounds would bring what can be found down to the resolution: it shrinks with the root of their number. */
export function roundsNeeded(rounds: number, detectable: number, resolution: number): number {
  return Math.max(rounds + 1, Math.ceil(rounds * (detectable / resolution) ** 2));
}

const power = 0.95;
