// Holm's correction for several tests.
/**
 * The p-values adjusted for being tested as one family, in the given order: Holm's step-down method, which bounds the
 * chance of any false finding without supposing independence (S. Holm, A Simple Sequentially Rejective Multiple Test
 * Procedure, 1979). As R's p.adjust(ps, "holm").
 */
export function holm(ps: readonly number[]): number[] {
  const ascending = ps.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  for (const [before, { p, place }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - before) * p));
    adjusted[place] = largest;
  }
  return adjusted;
}
