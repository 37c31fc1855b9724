// What the `trace` commands find out, as documents: made by src/trace, printed by src/report.
import type { UnmapStory } from './unmap-story.js';

export interface ExportReport {
  /** Slices of threads and of rows. */
  slices: number;
  marks: number;
  counters: number;
  arrows: number;
  threads: number;
  /** Events of the recordings, and how many they had lost. */
  recorded: number;
  dropped: number;
}

/** `trace export`. */
export interface Exported extends ExportReport {
  file: string;
  output: string;
  format: TraceFormat;
  gzip: boolean;
  /** Of the whole recording. */
  spanNs: number;
  /** What is wrong with the recording although it could be read. */
  damage?: string;
}

export interface Exemplar {
  file: string;
  title: string;
  percentile: number;
  resource: number;
  latencyNs: number;
}

/** `trace cut`. */
export interface Cut extends ExportReport {
  output: string;
  exemplars: Exemplar[];
}

/** `trace explain`. */
export interface Explanation {
  file: string;
  /** What the recording is of. */
  title: string;
  /** Of the unmaps that were measured, from 1 = fastest; absent where this one was not. */
  rank?: number;
  unmaps: number;
  /** What is wrong with the file. */
  damage?: string;
  /** Events that the recording lost: the story may lack something. */
  lost: number;
  story: UnmapStory;
}

/** What `trace summary` summarizes. */
export interface TraceSummary {
  /** Lengths in no particular order, one for each slice. */
  slices: { category: string; name: string; lengthNs: Float64Array }[];
  marks: { category: string; name: string; count: number }[];
}

export type TraceFormat = 'chrome' | 'perfetto';
