// A profile: one trial whose host process was observed by one of clinic's tools.
import type { TrialStatus } from './result.js';

export const clinicTools = ['doctor', 'bubbleprof', 'flame'] as const;
export type ClinicTool = (typeof clinicTools)[number];

/** Where a profile's files go. */
export interface ProfileFiles {
  /** clinic's page. */
  readonly page: string;
  /** Folder of what clinic has collected. */
  readonly data: string;
  readonly recording: string;
}

export interface ProfileDocument {
  clinicTool: ClinicTool;
  /** clinic's package as it was found: name@version. */
  clinicPackage: string;
  workload: string;
  version: string;
  seed: number;
  durationNs: number;
  /** How the trial ended. */
  status: TrialStatus;
  evidence: string[];
  /** Those that were written. */
  files: Partial<ProfileFiles>;
  /** Of clinic's own trace, in the recording. */
  clinicEvents?: number;
}
