// Slices of one thread must nest in a trace, but asynchronous measures do not. A slice that does not nest goes to a
// separate row.

export interface Slice {
  readonly startNs: bigint;
  readonly lengthNs: bigint;
}

export interface Placed<T extends Slice> {
  readonly slice: T;
  /** The length to draw: at most that of the enclosing slice. */
  readonly lengthNs: bigint;
  /** The row next to the thread, from 0; absent: on the thread itself. Slices of a row do not overlap. */
  readonly row?: number;
}

/**
 * @param slackNs a slice that outlasts the one around it by no more than its clock's rounding is cut, not moved to a row.
 * @returns in the order of their begins, an outer slice before those inside it.
 */
export function placeSlices<T extends Slice>(slices: readonly T[], slackNs: bigint): Placed<T>[] {
  const open: bigint[] = [];
  const rowEnds: bigint[] = [];
  return [...slices].sort(outerFirst).map((slice) => {
    const { startNs, lengthNs } = slice;
    const endNs = startNs + lengthNs;
    closeUntil(open, startNs);
    const aroundNs = open.at(-1) ?? endNs;
    if (endNs > aroundNs + slackNs) return { slice, lengthNs, row: takeRow(rowEnds, startNs, endNs) };
    const cutNs = earlier(endNs, aroundNs);
    open.push(cutNs);
    return { slice, lengthNs: cutNs - startNs };
  });
}

const outerFirst = (x: Slice, y: Slice) => compare(x.startNs, y.startNs) || compare(y.lengthNs, x.lengthNs);
const earlier = (x: bigint, y: bigint) => (compare(x, y) < 0 ? x : y);
const compare = (x: bigint, y: bigint) => (x < y ? -1 : Number(x > y));

function closeUntil(ends: bigint[], ns: bigint): void {
  for (let last = ends.at(-1); last !== undefined && last <= ns; last = ends.at(-1)) ends.pop();
}

function takeRow(rowEnds: bigint[], startNs: bigint, endNs: bigint): number {
  const free = rowEnds.findIndex((end) => end <= startNs);
  const row = free === -1 ? rowEnds.length : free;
  rowEnds[row] = endNs;
  return row;
}
