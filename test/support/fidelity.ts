// Rounds of trials with generated samples: correlated within a trial and a round; the caller chooses the differences.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { fidelityArms } from '../../src/config/fidelity-config.js';
import type { ComparisonPlan } from '../../src/documents/plan.js';
import type { TrialResult } from '../../src/documents/result.js';
import { summarize } from '../../src/stats/summarize.js';
import { trialOf } from './documents.js';

export const fidelityPlan = (a: string, b: string, rounds: number): ComparisonPlan => {
  const arms = fidelityArms(a, b);
  return { arms, reference: arms[0]?.label ?? '', rounds, fidelity: true };
};

/** Samples by the trial's position in its round and by metric. */
export type MadeSamples = Record<string, Float64Array>[];

export interface MadeTrials {
  plan: ComparisonPlan;
  trials: TrialResult[];
  read: (place: number, metric: string) => Float64Array;
}

/** All trials of a plan, four per round; `make` supplies the samples of each trial. */
export function madeTrials(
  plan: ComparisonPlan,
  make: (round: number, arm: number) => Record<string, ArrayLike<number>>,
  change: (round: number, arm: number) => Partial<TrialResult> = () => ({}),
): MadeTrials {
  const samples: MadeSamples = [];
  const trials = Array.from({ length: plan.rounds }, (_, round) =>
    plan.arms.map(({ label, version }, arm) => {
      const own = Object.entries(make(round, arm)).map(([name, values]) => [name, Float64Array.from(values)] as const);
      samples.push(Object.fromEntries(own));
      const metrics = Object.fromEntries(own.map(([name, values]) => [name, summarize(values, 'ns')]));
      return trialOf(version, { arm: label, round, seed: round, metrics, ...change(round, arm) });
    }),
  ).flat();
  return { plan, trials, read: (place, metric) => samples[place]?.[metric] ?? new Float64Array(0) };
}

/** Spread that all samples of a round or of a trial share, in units of the spread of single samples. */
export interface Noise {
  ofRound: number;
  ofTrial: number;
}

/** Draws samples with log-normal lengths in ns. */
export class SampleMaker {
  private readonly random: RandomGenerator;

  /** Scrambles the seed, so that adjacent seeds give uncorrelated samples. */
  constructor(seed: number) {
    this.random = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
    for (let i = 0; i < 64; i += 1) this.uniform();
  }

  /** Uniform between 0 and 1. */
  uniform(): number {
    return uniformFloat64(this.random);
  }

  /** Standard normal (G. Box and M. Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Log-normal around 1 ms. @param centre mean of the trial's logarithms */
  trial(n: number, centre: number): Float64Array {
    return Float64Array.from({ length: n }, () => 1e6 * Math.exp(centre + this.normal()));
  }
}
