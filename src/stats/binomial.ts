// The binomial distribution, and the Clopper-Pearson interval of a share.
import type { Interval } from '../documents/comparison.js';

/**
 * P(X ≤ k) for X binomial(trials, share): the chance of at most k successes when each of `trials` succeeds with chance
 * `share`. k and trials whole numbers, 0 ≤ share ≤ 1. Relative error below 1e-10 up to 10 000 trials.
 */
export function binomialAtMost(k: number, trials: number, share: number): number {
  if (k < 0) return 0;
  if (k >= trials) return 1;
  // Of the two tails the one beyond the mean is summed: there the terms only fall.
  if (k > trials * share) return 1 - binomialAtMost(trials - k - 1, trials, 1 - share);
  let term = chanceOf(k, trials, share);
  let sum = 0;
  for (let i = k; i >= 0 && sum + term !== sum; i -= 1) {
    sum += term;
    // Odds of one success fewer.
    term *= (i / (trials - i + 1)) * ((1 - share) / share);
  }
  return sum;
}

/**
 * The interval for a share of which `successes` in `trials` were seen: exact, so that it covers at least `confidence`
 * (C. Clopper and E. Pearson, The Use of Confidence or Fiducial Limits, 1934). As R's binom.test. From 0 to 1 for no
 * trials.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): Interval {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes in ${trials} trials`);
  const tail = (1 - confidence) / 2;
  return { low: 1 - highest(trials - successes, trials, tail), high: highest(successes, trials, tail) };
}

/** The largest share under which so few successes as `k` have the chance `tail`: by bisection, as that chance falls. */
function highest(k: number, trials: number, tail: number): number {
  if (k >= trials) return 1;
  let [low, high] = [0, 1];
  for (let middle = 0.5; low < middle && middle < high; middle = (low + high) / 2) {
    if (binomialAtMost(k, trials, middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X = k) for 0 ≤ k < trials. */
function chanceOf(k: number, trials: number, share: number): number {
  const ways = logFactorial(trials) - logFactorial(k) - logFactorial(trials - k);
  // Without the case 0 · ln 0 would be no number.
  const successes = k === 0 ? 0 : k * Math.log(share);
  return Math.exp(ways + successes + (trials - k) * Math.log1p(-share));
}

/** ln n!: by Stirling's series (Abramowitz and Stegun 6.1.41) where four terms give double precision. */
function logFactorial(n: number): number {
  if (n <= 20) return Math.log(Array.from({ length: n }, (_, i) => i + 1).reduce((product, i) => product * i, 1));
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
