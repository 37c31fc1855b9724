// The torture document: an interface for other programs. docs/torture.schema.json describes the same.
import type { EngineBuild, Environment, ToolInfo, TraceInfo, TrialStatus } from './result.js';

export const tortureSchema = 'rcu-bench/torture@1';

export interface TortureDocument {
  schema: typeof tortureSchema;
  tool: ToolInfo;
  environment: Environment;
  config: TortureDocumentConfig;
  /** One for each version, in the order of the command line. */
  verdicts: TortureVerdict[];
}

export interface TortureDocumentConfig extends EngineBuild {
  versions: string[];
  seed: number;
  /** Of each version. */
  durationNs: number;
  readers: number;
  writers: number;
  perturb: Perturbation;
  /** Where the trace of a version that failed goes; may hold `{version}`. Absent: nowhere. */
  tracePattern?: string;
}

export interface TortureVerdict {
  version: string;
  /** The worst of its evidence. */
  verdict: TrialStatus;
  evidence: string[];
  /** How long it ran; absent where its process could not tell. */
  ranNs?: number;
  /**
   * How often readers met an object of each age at their section's end: 0 published, 1 removed, then one more for each grace
   * period since. From 2 on it is a violation. The last bucket holds all that are older or were used again.
   */
  ages: number[];
  counters: Record<string, number>;
  /** After a stall: what each thread did last, newest last. */
  lastEvents?: string[];
  trace?: TraceInfo;
}

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
