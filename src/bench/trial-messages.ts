// What a trial's two processes say to each other over Node's IPC channel. Samples do not cross it: they lie in a file.

import { UserError } from '../base/errors.js';
import type { TraceTrigger } from '../config/trace-config.js';
import type { TraceInfo, TraceMode, TrialStatus } from '../documents/result.js';
import type { UnmapStory, UnmapTime } from '../documents/unmap-story.js';
import type { EngineConfig, EngineProgress, EngineTortureConfig } from '../engine/engine.js';
import type { SampleRange } from '../results/sample-file.js';

/** Parent to child. */
export type ToChild = { kind: 'start'; job: TrialJob } | { kind: 'stop' };

export type TrialJob = MeasureJob | TortureJob;

export interface MeasureJob {
  config: EngineConfig;
  /** Scratch file for the raw samples. */
  samplesFile: string;
  /** Absent: untraced. */
  trace?: TraceTarget;
}

interface TortureJob {
  torture: EngineTortureConfig;
  /** Where its trace goes if it fails. */
  trace?: TraceTarget;
}

export interface TraceTarget {
  file: string;
  /** Keeps the raw recording here as well. */
  recording?: string;
  /** Where the recording lies until it is whole. */
  partial: string;
  /** Names the process on the time line. */
  title: string;
  /** What the recording says of itself. */
  meta: { readonly version: string; readonly [key: string]: unknown };
  mode: TraceMode;
  trigger?: TraceTrigger;
}

/** Child to parent. Each one is a sign of life. */
export type FromChild =
  /** The engine is loaded and the trial made: its time begins. `longestNs`: the most that it takes, whatever the RCU does. */
  | { kind: 'ready'; longestNs: number }
  | { kind: 'progress'; progress: EngineProgress }
  /** The measuring is over; writing a large trace blocks the child's only JavaScript thread for a while. */
  | { kind: 'writing' }
  /** `abandoned`: some threads hang and were left, so that the parent has to end the process. */
  | { kind: 'result'; outcome: TrialOutcome; abandoned: boolean }
  /** The child could not do its job for a reason that is not the engine's. */
  | { kind: 'failed'; message: string; userError: boolean; suggestions: string[]; stack?: string };

/** What a user is told about a trace that is missing or incomplete. */
type TraceFailure = Pick<UserError, 'message' | 'suggestions'>;

/** How a trial ended: what its process reports, completed by the parent. What a process could not report is absent. */
export interface TrialOutcome {
  status: TrialStatus;
  measuredNs?: number;
  overloaded: boolean;
  evidence: string[];
  counters: Record<string, number>;
  /** Places in the job's samplesFile. */
  samples: Record<string, SampleRange>;
  trace?: Omit<TraceInfo, 'file' | 'recording'>;
  slowest?: UnmapStory;
  unmapTime?: UnmapTime;
  /** The condition of the job's trigger never became true: no trace was kept. */
  notTriggered?: boolean;
  /** Empty where the trace is as the job asks for it. The measurement is valid in any case. */
  traceFailures: TraceFailure[];
  /** A torture that stalled: the last events of each thread. */
  lastEvents?: string[];
}

/** The failures of a trial's trace as errors, which no longer cross a process boundary. */
export const traceErrors = ({ traceFailures }: Pick<TrialOutcome, 'traceFailures'>): UserError[] =>
  traceFailures.map(({ message, suggestions }) => new UserError(message, { suggestions }));
