// The messages between the two processes of a trial, over Node's IPC channel. Samples do not cross it: they are in a
// file.

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
  /** The trace file of a torture that fails. */
  trace?: TraceTarget;
}

export interface TraceTarget {
  file: string;
  /** The file in which the raw recording is kept. Absent: it is deleted. */
  recording?: string;
  /** The file of the recording until it is complete. */
  partial: string;
  /** The name of the process in the timeline. */
  title: string;
  /** Facts about the trial that the recording contains. */
  meta: { readonly version: string; readonly [key: string]: unknown };
  mode: TraceMode;
  trigger?: TraceTrigger;
}

/** Child to parent. Every message is a sign of life. */
export type FromChild =
  /**
   * The engine is loaded and the trial is created: its time starts. `longestNs`: the longest that the trial can take.
   */
  | { kind: 'ready'; longestNs: number }
  | { kind: 'progress'; progress: EngineProgress }
  /** Measuring has ended. Writing a large trace blocks the child's only JavaScript thread for a while. */
  | { kind: 'writing' }
  /** `abandoned`: some threads hang and were left, so the parent has to end the process. */
  | { kind: 'result'; outcome: TrialOutcome; abandoned: boolean }
  /** The child could not run the trial, for a reason outside the engine. */
  | { kind: 'failed'; message: string; userError: boolean; suggestions: string[]; stack?: string };

/** What a user is told about a trace that is missing or incomplete. */
type TraceFailure = Pick<UserError, 'message' | 'suggestions'>;

/**
 * How a trial ended, as its process reports it and the parent completes it. What the process could not report is
 * absent.
 */
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
  /** Empty if the trace is as requested. The measurement is valid in any case. */
  traceFailures: TraceFailure[];
  /** A torture that stalled: the last events of each thread. */
  lastEvents?: string[];
}

/** The failures of a trial's trace as errors. IPC messages cannot contain errors. */
export const traceErrors = ({ traceFailures }: Pick<TrialOutcome, 'traceFailures'>): UserError[] =>
  traceFailures.map(({ message, suggestions }) => new UserError(message, { suggestions }));
