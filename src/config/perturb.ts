// `--perturb enqueue=20ms@0.01`: delays at named points of the engine, so that rare interleavings become common.

import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { decimalText, durationText, parseDurationNs } from '../base/units.js';
import type { Delay, DelayPoint, Perturbation } from '../documents/torture.js';
import { delayPoints } from '../documents/torture.js';

const longestDelayNs = 1e9;
const example = 'Write it as enqueue=20ms@0.01, or auto, or off.';

/** @param texts of all `--perturb`; none: auto. */
export function parsePerturbation(texts: readonly string[]): Perturbation {
  if (texts.includes('off')) {
    if (texts.length > 1) throw new UsageError('--perturb: off and other delays exclude each other');
    return { auto: false, delays: [] };
  }
  const delays = texts.filter((text) => text !== 'auto').map(parseDelay);
  return { auto: texts.length === 0 || texts.includes('auto'), delays };
}

/** What is typed behind each --perturb for this perturbation. */
export function perturbationTexts({ auto, delays }: Perturbation): string[] {
  if (delays.length === 0) return auto ? [] : ['off'];
  const texts = delays.map(
    ({ point, delayNs, probability }) => `${point}=${durationText(delayNs)}@${decimalText(probability)}`,
  );
  return auto ? ['auto', ...texts] : texts;
}

function parseDelay(text: string): Delay {
  const parts = /^([a-z-]+)=([^@]+)@(\d*\.?\d+)$/.exec(text.trim());
  if (parts === null) throw new UsageError(`--perturb: '${text}' is not a delay`, example);
  const [, point = '', delay = '', probability = ''] = parts;
  if (!isPoint(point)) throw unknownPoint(point);
  const delayNs = parseDurationNs(delay);
  if (delayNs > longestDelayNs) throw new UsageError(`--perturb: ${delay} is too long`, 'It can be up to 1s.');
  if (Number(probability) > 1) throw new UsageError(`--perturb: ${probability} is not a probability`, 'It is 0 to 1.');
  return { point, delayNs, probability: Number(probability) };
}

const isPoint = (name: string): name is DelayPoint => Object.hasOwn(delayPoints, name);

function unknownPoint(name: string): UsageError {
  const names = Object.keys(delayPoints);
  const meant = nearest(name, names);
  return new UsageError(
    `--perturb: unknown point '${name}'`,
    meant === undefined ? `Points: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  );
}
