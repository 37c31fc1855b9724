// The Mann-Whitney U test.
import { normalCdf } from './normal.js';
import { tiedU, tieFreeU, uAtLeast, uAtMost } from './u-distribution.js';

interface MannWhitney {
  /** Pairs with x > y, each tie counting half: R's W. From 0 to the product of the sizes. */
  readonly u: number;
  /** Two-sided: how likely a U at least so far from the middle is, were x and y drawn from one distribution. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/** Values of x and of y that are equal to each other. */
interface Group {
  readonly ofX: number;
  readonly ofY: number;
}

/** The largest size of either sample for the exact distribution; that of R and of golang's benchmath. */
export const exactLimit = 50;

/**
 * The Mann-Whitney U test (Wilcoxon's rank sum test) of two independent samples, two-sided. Exact while both have at
 * most `exactLimit` values, with ties given those ties (R has no exact test then; golang's benchmath does); beyond, the
 * normal approximation with R's corrections for ties and for continuity. p is 1 when all values are equal. Undefined
 * when either sample is empty.
 */
export function mannWhitney(x: readonly number[], y: readonly number[]): MannWhitney | undefined {
  if (x.length === 0 || y.length === 0) return undefined;
  const groups = pooled(x, y);
  const u = uOf(groups);
  const exact = Math.max(x.length, y.length) <= exactLimit;
  const p = exact ? exactP(u, groups, x.length, y.length) : normalP(u, groups, x.length, y.length);
  return { u, p, method: exact ? 'exact' : 'normal' };
}

/** The smallest two-sided p that the exact test can reach with `m` and `n` values: 2 / C(m + n, m), at most 1. */
export function smallestP(m: number, n: number): number {
  let p = 2;
  for (let i = 1; i <= m; i += 1) p *= i / (n + i);
  return Math.min(1, p);
}

/** The groups of equal values in both samples together, from the smallest value to the largest. */
function pooled(x: readonly number[], y: readonly number[]): Group[] {
  const [inX, inY] = [countsOf(x), countsOf(y)];
  const values = [...new Set([...x, ...y])].sort((a, b) => a - b);
  return values.map((value) => ({ ofX: inX.get(value) ?? 0, ofY: inY.get(value) ?? 0 }));
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function uOf(groups: readonly Group[]): number {
  let [u, ySoFar] = [0, 0];
  for (const { ofX, ofY } of groups) {
    u += ofX * (ySoFar + ofY / 2);
    ySoFar += ofY;
  }
  return u;
}

function exactP(u: number, groups: readonly Group[], m: number, n: number): number {
  const ties = groups.length < m + n;
  const distribution = ties ? tiedU(groups.map(sizeOf), m) : tieFreeU(m, n);
  return Math.min(1, 2 * Math.min(uAtMost(distribution, u), uAtLeast(distribution, u)));
}

function normalP(u: number, groups: readonly Group[], m: number, n: number): number {
  const all = m + n;
  const tied = groups.map(sizeOf).reduce((total, size) => total + size ** 3 - size, 0);
  const variance = ((m * n) / 12) * (all + 1 - tied / (all * (all - 1)));
  // Half a pair of continuity correction, towards the middle.
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return variance > 0 ? 2 * normalCdf(-distance / Math.sqrt(variance)) : 1;
}

const sizeOf = ({ ofX, ofY }: Group) => ofX + ofY;
