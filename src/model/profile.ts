// A profile: one trial whose host process was observed by one of clinic's tools.
import type { TrialStatus } from './result.js';
import type { RunConfig } from './run-config.js';

export const clinicTools = ['doctor', 'bubbleprof', 'flame'] as const;
export type ClinicTool = (typeof clinicTools)[number];

/** A checked command line of `profile`. */
export interface ProfileConfig {
  readonly clinicTool: ClinicTool;
  /** Of its one version. */
  readonly run: RunConfig;
  readonly version: string;
  readonly outputFolder: string;
}

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

export const profileFiles = ({ clinicTool, run, version, outputFolder }: ProfileConfig): ProfileFiles => {
  const stem = `${outputFolder}/${run.workload.name}-${version}`;
  return {
    page: `${stem}-${clinicTool}.html`,
    data: `${stem}.clinic-${clinicTool}`,
    recording: `${stem}-${clinicTool}.rcutrace`,
  };
};
