// The normal distribution.
/** Where the series gives way to the continued fraction: both are good to 1e-13 there. */
const tailStart = 3;
/** The continued fraction's depth: enough for double precision at `tailStart`, and less is needed further out. */
const tailDepth = 80;

/**
 * P(Z ≤ z) of the standard normal distribution, to a relative error of about 1e-12 in either tail. Near the middle by
 * Marsaglia's series (Evaluating the Normal Distribution, J. Stat. Software 11(4), 2004), in the tails by Laplace's
 * continued fraction (Abramowitz and Stegun 26.2.14).
 */
export function normalCdf(z: number): number {
  if (Math.abs(z) < tailStart) return 0.5 + central(z);
  return z < 0 ? tail(-z) : 1 - tail(z);
}

/**
 * The z with P(Z ≤ z) = p, 0 ≤ p ≤ 1; infinite at 0 and 1. Newton's method on ln P: that is concave, so from a start
 * left of the root every step stays left of it and comes nearer.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`no normal quantile of ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  // P(Z ≤ -t) ≤ exp(-t²/2) / 2, hence left of the root.
  return climb(-Math.sqrt(-2 * Math.log(p)), p);
}

function climb(start: number, p: number): number {
  let z = start;
  // Some six steps do; the bound only ends a dither in the last digit.
  for (let steps = 0; steps < 50; steps += 1) {
    const below = normalCdf(z);
    const step = (Math.log(p / below) * below) / density(z);
    z += step;
    if (Math.abs(step) <= 1e-15 * Math.abs(z)) break;
  }
  return z;
}

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** P(0 ≤ Z ≤ z), negative for z < 0: φ(z) · (z + z³/3 + z⁵/(3·5) + …), whose terms all have one sign. */
function central(z: number): number {
  let sum = 0;
  let term = z;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return density(z) * sum;
}

/** P(Z ≥ z) for z ≥ tailStart: φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))). */
function tail(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return 0;
  let fraction = z;
  for (let level = tailDepth; level > 0; level -= 1) fraction = z + level / fraction;
  return density(z) / fraction;
}
