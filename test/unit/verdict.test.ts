import { expect, test } from 'vitest';
import type { TrialStatus } from '../../src/documents/result.js';
import { exitCodeOf, worstStatus } from '../../src/documents/verdict.js';

test.each<[TrialStatus[], number]>([
  [[], 0],
  [['pass', 'pass'], 0],
  [['pass', 'interrupted'], 130],
  [['crashed', 'interrupted'], 1],
  [['stalled', 'crashed'], 4],
  [['stalled', 'gp-violation', 'pass'], 5],
  [['data-race-suspect', 'stalled'], 4],
  [['data-race-suspect', 'crashed'], 5],
])('%j exits %d', (statuses, code) => {
  expect(exitCodeOf(statuses)).toBe(code);
});

test('the most severe status decides', () => {
  expect(worstStatus(['pass', 'stalled', 'interrupted'])).toBe('stalled');
});
