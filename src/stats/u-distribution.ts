// The null distribution of Mann-Whitney's U, with and without ties.
/**
 * The null distribution of the Mann-Whitney U of x against y: how many pairs have x > y, ties counting half.
 * `chances[i]` is P(U = i / steps).
 */
interface UDistribution {
  readonly chances: Float64Array;
  /** Per unit of U: 1 without ties, 2 with them, as U may then be half a number. */
  readonly steps: 1 | 2;
}

const tieFree = new Map<string, UDistribution>();

/** U's distribution for `m` values of x and `n` of y without ties. Computed once per pair of sizes. */
export function tieFreeU(m: number, n: number): UDistribution {
  const key = `${m},${n}`;
  const known = tieFree.get(key);
  if (known !== undefined) return known;
  const made = { chances: chancesOfU(new Array<number>(m + n).fill(1), m, 1), steps: 1 } as const;
  tieFree.set(key, made);
  return made;
}

/**
 * U's distribution given the ties: every way to call `m` of the pooled values x is equally likely. `groups` are the
 * numbers of equal values, from the smallest value to the largest.
 */
export function tiedU(groups: readonly number[], m: number): UDistribution {
  return { chances: chancesOfU(groups, m, 2), steps: 2 };
}

/** P(U ≤ u). */
export const uAtMost = ({ chances, steps }: UDistribution, u: number) => sum(chances.subarray(0, u * steps + 1));

/** P(U ≥ u). Summed itself, for the complement of a P near 1 has few digits left. */
export const uAtLeast = ({ chances, steps }: UDistribution, u: number) => sum(chances.subarray(u * steps));

/**
 * Goes through the values upwards, group by group, as in Klotz (The Wilcoxon, Ties, and the Computer, JASA 61, 1966):
 * a group of j values of x and t - j of y adds j · (y so far) + j (t - j) / 2 to U. Works in chances, not in counts of
 * arrangements, which a double cannot hold; all are sums of positive products, so small ones keep their digits.
 */
function chancesOfU(groups: readonly number[], m: number, steps: 1 | 2): Float64Array {
  const n = groups.reduce((total, size) => total + size, 0) - m;
  // states[k]: by U × steps, the chance that k of the values so far are x and have that U among themselves.
  let states: Float64Array[] = [Float64Array.of(1)];
  let seen = 0;
  for (const size of groups) {
    states = withGroup(states, { size, seen, m, n, steps });
    seen += size;
  }
  return states[m] ?? Float64Array.of(1);
}

interface Group {
  /** Equal values in it. */
  readonly size: number;
  /** Values before it. */
  readonly seen: number;
  readonly m: number;
  readonly n: number;
  readonly steps: 1 | 2;
}

function withGroup(states: readonly Float64Array[], group: Group): Float64Array[] {
  const { size, seen, m, n, steps } = group;
  const after = seen + size;
  const next = Array.from(
    { length: Math.min(after, m) + 1 },
    (_, k) =>
      // More than n values of y there are not: such a k has no chance.
      new Float64Array(after - k > n ? 0 : steps * k * (after - k) + 1),
  );
  for (const [k, state] of states.entries()) {
    for (const [j, chance] of drawn(size, m - k, m + n - seen).entries()) {
      const target = next[k + j];
      if (chance > 0 && target !== undefined) {
        addShifted(target, state, chance, (steps * j * (2 * (seen - k) + size - j)) / 2);
      }
    }
  }
  return next;
}

/** Adds `chance` × each of `from` to `to`, `shift` places further up. */
function addShifted(to: Float64Array, from: Float64Array, chance: number, shift: number): void {
  for (let u = 0; u < from.length; u += 1) to[u + shift] = (to[u + shift] ?? 0) + chance * (from[u] ?? 0);
}

/** By j from 0 to `size`: the chance that j of `size` values drawn out of `all`, of which `wanted` are x, are x. */
function drawn(size: number, wanted: number, all: number): number[] {
  let chances = [1];
  for (let draw = 0; draw < size; draw += 1) {
    const left = all - draw;
    const hit = (j: number) => ((chances[j] ?? 0) * Math.max(0, wanted - j)) / left;
    const miss = (j: number) => ((chances[j] ?? 0) * Math.max(0, left - wanted + j)) / left;
    chances = Array.from({ length: draw + 2 }, (_, j) => miss(j) + (j > 0 ? hit(j - 1) : 0));
  }
  return chances;
}

function sum(chances: Float64Array): number {
  let total = 0;
  for (const chance of chances) total += chance;
  return total;
}
