// Where an unmap's time went. Stages and causes are those of native/trace/unmap_story.h.

export const unmapStages = [
  'device',
  'before',
  'earlier',
  'gp1',
  'between',
  'gp2',
  'after',
  'others',
  'resume',
  'unseen',
] as const;
export type UnmapStage = (typeof unmapStages)[number];

export const unmapCauses = [
  'transaction',
  'remapping',
  'asleep',
  'collecting',
  'scanning',
  'polling',
  'polling-on',
  'kicking',
  'signalled',
  'bql',
  'callbacks',
  'others',
  'running',
  'main-loop',
  'main-loop-bql',
  'answering',
  'unseen',
] as const;
export type UnmapCause = (typeof unmapCauses)[number];

/** Times count from the unmap's begin. */
export interface UnmapInterval {
  beginNs: number;
  endNs: number;
  stage: UnmapStage;
  cause: UnmapCause;
  /** The reader that was waited for, or the thread that held the BQL. */
  who?: string;
  /** How long that reader had been in its section when the interval ended, and how much of it it waited for the BQL. */
  sectionNs?: number;
  sectionBqlNs?: number;
}

export interface AwaitedGracePeriod {
  beginNs: number;
  endNs: number;
  /** Why; absent: it was not forced. */
  forced?: string;
  rounds: number;
  sleeps: number;
}

/** What all measured unmaps together have spent where. */
export interface UnmapTime {
  unmaps: number;
  /** Their sum is the sum of the latencies; what none has spent anything in is absent. */
  stageNs: Partial<Record<UnmapStage, number>>;
  /** Of it, waiting for the BQL: the RCU thread, and the main loop. */
  bqlNs: number;
}

export interface UnmapStory {
  resource: number;
  /** Since the recording's begin. */
  atNs: number;
  latencyNs: number;
  /** It is in the tables: it began in the measured time. */
  measured: boolean;
  /** Without gaps: their lengths sum to the latency. */
  intervals: UnmapInterval[];
  gracePeriods: AwaitedGracePeriod[];
}
