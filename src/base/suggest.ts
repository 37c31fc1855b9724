// "Did you mean …?": the candidate nearest to a mistyped word.
/**
 * The candidate nearest to the typed text, if it is near enough to be what the user meant; of equally near candidates
 * the last.
 */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const lower = typed.toLowerCase();
  const scored = candidates.map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }));
  const best = scored.reduce((a, b) => (b.distance <= a.distance ? b : a), {
    name: '',
    distance: Number.POSITIVE_INFINITY,
  });
  return best.distance <= Math.max(1, Math.floor(typed.length / 3)) ? best.name : undefined;
}

/** The number of insertions, deletions, substitutions and swaps of neighbours that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitution, swap));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
