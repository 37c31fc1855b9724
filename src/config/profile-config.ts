// The configuration of `profile`, from its command line.
import { UsageError } from '../base/errors.js';
import type { ClinicTool, ProfileFiles } from '../documents/profile.js';
import type { Flags, Host } from './load-config.js';
import { checkFileName } from './load-config.js';
import type { RunConfig } from './run-config.js';
import { parseRunConfig } from './run-config.js';

/** Defaults of a profile. The duration is long enough for clinic's analysis. */
export const profileDefaults = { version: 'v3', duration: '2s' };

export interface ProfileInput {
  readonly clinicTool: ClinicTool;
  readonly versions: readonly string[];
  /** Options of `run`. */
  readonly flags: Flags;
  readonly output: string;
}

/** @param drawSeed draws a seed if none is typed @throws UsageError */
export function parseProfileConfig(input: ProfileInput, host: Host, drawSeed: () => number): ProfileConfig {
  const { clinicTool, versions, flags, output } = input;
  if (versions.length > 1) {
    throw new UsageError(`a profile has one version, not ${versions.length}`, 'Run it once for each version.');
  }
  const typed = versions.length === 0 ? [profileDefaults.version] : versions;
  const run = parseRunConfig(
    { versions: typed, flags: { duration: profileDefaults.duration, ...flags } },
    host,
    drawSeed,
  );
  const [version = profileDefaults.version] = run.versions;
  return { clinicTool, run, version, outputFolder: checkFileName('output', output) };
}

/** The checked command line of `profile`. */
export interface ProfileConfig {
  readonly clinicTool: ClinicTool;
  /** The run that is profiled. It has one version. */
  readonly run: RunConfig;
  readonly version: string;
  readonly outputFolder: string;
}

export const profileFiles = ({ clinicTool, run, version, outputFolder }: ProfileConfig): ProfileFiles => {
  const stem = `${outputFolder}/${run.workload.name}-${version}`;
  return {
    page: `${stem}-${clinicTool}.html`,
    data: `${stem}.clinic-${clinicTool}`,
    recording: `${stem}-${clinicTool}.rcutrace`,
  };
};
