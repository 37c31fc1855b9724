// The configuration of `profile`, from its command line.
import { UsageError } from '../base/errors.js';
import type { ClinicTool, ProfileFiles } from '../documents/profile.js';
import type { Flags, Host } from './load-config.js';
import { checkFileName } from './load-config.js';
import type { RunConfig } from './run-config.js';
import { parseRunConfig } from './run-config.js';

/** What a profile runs unless told: long enough for clinic to say something, short enough to wait for. */
export const profileDefaults = { version: 'v3', duration: '2s' };

export interface ProfileInput {
  readonly clinicTool: ClinicTool;
  readonly versions: readonly string[];
  /** Options of `run`. */
  readonly flags: Flags;
  readonly output: string;
}

/** Turns a command line into a ProfileConfig or throws a UsageError. @param drawSeed as of parseRunConfig */
export function parseProfileConfig(input: ProfileInput, host: Host, drawSeed: () => number): ProfileConfig {
  const { clinicTool, versions, flags, output } = input;
  if (versions.length > 1) {
    throw new UsageError(`a profile is of one version, not of ${versions.length}`, 'Run it once for each version.');
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

/** A checked command line of `profile`. */
export interface ProfileConfig {
  readonly clinicTool: ClinicTool;
  /** Of its one version. */
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
