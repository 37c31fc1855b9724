import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../src/base/suggest.js';

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['same', 'same', 0],
  ['vesrions', 'versions', 1],
  ['ca', 'abc', 3],
])('%s → %s takes %d steps', (a, b, steps) => {
  expect(editDistance(a, b)).toBe(steps);
  expect(editDistance(b, a)).toBe(steps);
});

test('the nearest name is suggested only if it is close', () => {
  expect(nearest('rum', ['run', 'show', 'versions'])).toBe('run');
  expect(nearest('frobnicate', ['run', 'show'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
