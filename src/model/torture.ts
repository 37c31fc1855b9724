// The torture document: an interface for other programs. docs/torture.schema.json describes the same.
import type { Perturbation } from './perturb.js';
import type { Environment, ToolInfo, TraceInfo, TrialStatus } from './result.js';
import type { EngineBuild } from './run-config.js';

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

/** A checked command line of `torture`. */
export interface TortureConfig extends EngineBuild {
  readonly versions: readonly string[];
  readonly seed: number;
  readonly durationNs: number;
  readonly readers: number;
  readonly writers: number;
  readonly perturb: Perturbation;
  /** Where the trace of a version that failed goes; may hold `{version}`. Absent: nowhere. */
  readonly tracePattern?: string;
}
