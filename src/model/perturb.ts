// `--perturb enqueue=20ms@0.01`: delays at named points of the engine, so that rare interleavings become common.
import { UsageError } from './errors.js';
import { nearest } from './suggest.js';
import { decimalText, durationText, parseDurationNs } from './units.js';

/** The points, each with what a thread is about to do or has just done there. native/trace/perturbation.cc has the same. */
export const delayPoints = {
  enqueue: 'between the two steps of the enqueue: the link is broken',
  raise: 'linked, not counted yet',
  wake: 'between raising the count and setting the event',
  set: 'before an event is set',
  post: 'before a semaphore is posted',
  reset: 'before an event is reset',
  'read-count': 'v1: between reading n and the reset',
  fetch: 'between the fetch and the grace period',
  begin: "before a grace period's first barrier",
  advance: "between the counter's step and the first scan",
  scan: 'after a scan',
  walk: 'before the registry is walked to force',
  notify: "before a reader's notifiers are called",
  subtract: "between the count's step down and the callbacks",
  broken: 'where the link is found broken',
  futex: 'before a futex wait',
  'futex-wake': 'before a futex wake',
  woken: "after an event's wait",
  force: 'before a force request',
  lock: 'at the begin of a section',
  unlock: 'after a section',
  signal: 'before a reader signals the end of its section',
  register: 'after a reader was registered',
  unregister: 'before one is unregistered',
} as const satisfies Record<string, string>;

export type DelayPoint = keyof typeof delayPoints;

export interface Delay {
  point: DelayPoint;
  delayNs: number;
  /** 0 … 1: of the threads that pass the point. */
  probability: number;
}

/** auto: other points and delays in every episode, drawn by the seed, beside those in `delays`. */
export interface Perturbation {
  auto: boolean;
  delays: Delay[];
}

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
