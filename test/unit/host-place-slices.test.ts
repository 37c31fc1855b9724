import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Placed, placeSlices, type Slice } from '../../src/host/place-slices.js';

const slice = (startNs: number, endNs: number): Slice => ({
  startNs: BigInt(startNs),
  lengthNs: BigInt(endNs - startNs),
});
const shown = (slices: Slice[], slackNs = 0n) =>
  placeSlices(slices, slackNs).map(({ slice: { startNs }, lengthNs, row }) => [
    Number(startNs),
    Number(startNs + lengthNs),
    ...(row === undefined ? [] : [row]),
  ]);

test('nested slices stay on the thread, the outer one first', () => {
  expect(shown([slice(2, 3), slice(0, 10), slice(0, 4), slice(10, 12)])).toEqual([
    [0, 10],
    [0, 4],
    [2, 3],
    [10, 12],
  ]);
});

test('slices that extend beyond their enclosing slice go to rows, and overlapping ones to different rows', () => {
  expect(shown([slice(0, 10), slice(5, 15), slice(6, 16), slice(15, 20), slice(9, 21)])).toEqual([
    [0, 10],
    [5, 15, 0],
    [6, 16, 1],
    [9, 21, 2],
    [15, 20],
  ]);
});

test('a slice that extends by less than the tolerance is cut', () => {
  expect(shown([slice(0, 10), slice(5, 11), slice(12, 22), slice(15, 24)], 1n)).toEqual([
    [0, 10],
    [5, 10],
    [12, 22],
    [15, 24, 0],
  ]);
});

const overlapPartly = (x: Placed<Slice>, y: Placed<Slice>) => {
  const [first, second] = x.slice.startNs <= y.slice.startNs ? [x, y] : [y, x];
  const firstEnd = first.slice.startNs + first.lengthNs;
  const secondEnd = second.slice.startNs + second.lengthNs;
  return second.slice.startNs > first.slice.startNs && second.slice.startNs < firstEnd && secondEnd > firstEnd;
};
const overlap = (x: Placed<Slice>, y: Placed<Slice>) =>
  x.slice.startNs < y.slice.startNs + y.lengthNs && y.slice.startNs < x.slice.startNs + x.lengthNs;

test('for any input: slices on the thread nest, slices on a row do not overlap, and no slice is lost', () => {
  const any = fc
    .record({ start: fc.nat(40), length: fc.integer({ min: 1, max: 30 }) })
    .map(({ start, length }) => slice(start, start + length));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), fc.constantFrom(0n, 3n), (slices, slack) => {
      const placed = placeSlices(slices, slack);
      expect(placed.length).toBe(slices.length);
      const pairs = placed.flatMap((x, i) => placed.slice(i + 1).map((y) => [x, y] as const));
      const same = pairs.filter(([x, y]) => x.row === y.row);
      expect(same.filter(([x, y]) => (x.row === undefined ? overlapPartly(x, y) : overlap(x, y)))).toEqual([]);
    }),
  );
});
