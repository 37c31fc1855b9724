/** One trial to be run: which version, in which round. */
export interface PlannedTrial {
  version: string;
  /** From 0. */
  round: number;
}

/** `run` measures each version once, in the order of the command line: a look at each, not a comparison. */
export const scheduleOnce = (versions: readonly string[]): PlannedTrial[] =>
  versions.map((version) => ({ version, round: 0 }));
