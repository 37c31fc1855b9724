// What a trial's two processes say to each other over Node's IPC channel. Samples do not cross it: they lie in a file.

import type { TraceTrigger } from '../config/run-config.js';
import type { TraceInfo, TraceMode } from '../documents/result.js';
import type { UnmapStory, UnmapTime } from '../documents/unmap-story.js';
import type { EngineConfig, EngineProgress, EngineResult, EngineTortureConfig } from '../engine/engine.js';
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
  | { kind: 'result'; result: ChildResult }
  /** The child could not do its job for a reason that is not the engine's. */
  | { kind: 'failed'; message: string; userError: boolean; suggestions: string[]; stack?: string };

export interface ChildResult extends Omit<EngineResult, 'samples'> {
  samples: Record<string, SampleRange>;
  trace?: Omit<TraceInfo, 'file' | 'recording'>;
  slowest?: UnmapStory;
  unmapTime?: UnmapTime;
  /** There was a trigger, and what it waits for did not come: no trace was kept. */
  notTriggered?: boolean;
  /** Why the trace was not written; the measurement stands. */
  traceError?: string;
}
