import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import { parsePerturbation } from '../../src/config/torture-config.js';
import { delayPoints } from '../../src/documents/torture.js';
import { engineDelayPoints } from '../../src/engine/engine.js';

describe('parsePerturbation', () => {
  test.each([
    [[], true, 0],
    [['auto'], true, 0],
    [['off'], false, 0],
    [['wake=1ms@0.5'], false, 1],
    [['auto', 'wake=1ms@0.5', 'scan=20us@1'], true, 2],
  ])('%j', (texts, auto, delays) => {
    const parsed = parsePerturbation(texts);
    expect([parsed.auto, parsed.delays.length]).toEqual([auto, delays]);
  });

  test('parses a delay', () => {
    expect(parsePerturbation(['futex-wake=1.5ms@.25']).delays).toEqual([
      { point: 'futex-wake', delayNs: 1.5e6, probability: 0.25 },
    ]);
  });

  test.each([
    ['enqueue', /^--perturb: 'enqueue' is not a delay$/],
    ['enqueue=20ms', /is not a delay$/],
    ['enqueue=20@0.1', /has no unit$/],
    ['enqueue=20ms@2', /^--perturb: 2 is not a probability$/],
    ['enqueue=2s@0.1', /^--perturb: 2s is too long$/],
    ['enqeue=20ms@0.1', /^--perturb: unknown point 'enqeue'$/],
    ['toString=20ms@0.1', /^--perturb: /],
  ])('%s is rejected', (text, message) => {
    expect(() => parsePerturbation([text])).toThrow(UsageError);
    expect(() => parsePerturbation([text])).toThrow(message);
  });

  test('off cannot be combined', () => {
    expect(() => parsePerturbation(['off', 'wake=1ms@0.5'])).toThrow(UsageError);
  });
});

test('accepts the points that the engine has', () => {
  expect(Object.keys(delayPoints)).toEqual(engineDelayPoints());
});
