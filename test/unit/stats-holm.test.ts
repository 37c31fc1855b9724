import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../src/stats/holm.js';

function expectAll(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, p] of expected.entries()) expect(got[i]).toBeCloseTo(p, 12);
}

describe('holm is p.adjust(method = "holm")', () => {
  // R 4.2.2: p.adjust(c(...), "holm")
  test.each([
    { ps: [0.01, 0.02, 0.03, 0.04, 0.05], expected: [0.05, 0.08, 0.09, 0.09, 0.09] },
    { ps: [0.04, 0.001, 0.5, 0.013, 0.013, 0.9], expected: [0.12, 0.006, 1, 0.065, 0.065, 1] },
  ])('of $ps', ({ ps, expected }) => expectAll(holm(ps), expected));

  // Wikipedia, Holm-Bonferroni method, Example: at 0.05 the first and the fourth are rejected, and the procedure stops
  // at 0.03 > 0.05 / 2.
  test('of the textbook four', () => {
    expectAll(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
  });

  test('of none and of one', () => {
    expect(holm([])).toEqual([]);
    expect(holm([0.3])).toEqual([0.3]);
  });
});

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('holm', () => {
  test('never makes a p smaller, and never larger than Bonferroni', () => {
    fc.assert(
      fc.property(ps, (raw) =>
        holm(raw).every((p, i) => p >= (raw[i] ?? 1) && p <= Math.min(1, raw.length * (raw[i] ?? 0))),
      ),
    );
  });

  test('keeps the order of the ps', () => {
    fc.assert(
      fc.property(ps, (raw) => {
        const adjusted = holm(raw);
        return raw.every((p, i) => raw.every((q, j) => p > q || (adjusted[i] ?? 1) <= (adjusted[j] ?? 0)));
      }),
    );
  });

  test('does not change its argument', () => {
    const raw = Object.freeze([0.04, 0.01]);
    holm(raw);
    expect(raw).toEqual([0.04, 0.01]);
  });
});
