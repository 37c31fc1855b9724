// The base class of the three `profile` commands.
import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { readHost } from '../bench/environment/host.js';
import { withSignals } from '../bench/interruption.js';
import type { Flags } from '../config/load-config.js';
import { maxSeed } from '../config/load-config.js';
import { type ProfileInput, parseProfileConfig, profileDefaults } from '../config/profile-config.js';
import type { ClinicTool, ProfileDocument } from '../documents/profile.js';
import { runProfile } from '../profile/profile.js';
import { profileText } from '../report/profile.js';
import { commonOptions, traceOptions } from '../workloads/common-options.js';
import { BaseCommand } from './base-command.js';
import { toUserError } from './error-text.js';
import { loadFlags, workloadFlags } from './load-flags.js';

const versionArg = { version: textArg({ description: `A version [default: ${profileDefaults.version}]` }) };

/** Shared by `profile doctor`, `profile bubbleprof` and `profile flame`. */
export abstract class ProfileCommand extends BaseCommand {
  static override description =
    "Runs one trial, with the options of 'run' that stand behind the --, and looks at the process that hosts the engine. " +
    'Needs clinic: npm install --global clinic. See docs/profiling.md.';
  static override usage = '<%= command.id %> [VERSION] [OPTIONS] [-- OPTIONS OF RUN]';
  static override strict = false;
  static override args = versionArg;
  static override flags = {
    output: textFlag({ char: 'o', summary: 'folder for the files', default: 'traces', helpValue: '<folder>' }),
  };

  protected abstract readonly clinicTool: ClinicTool;

  async run(): Promise<ProfileDocument> {
    const config = parseProfileConfig(await this.parseTyped(), readHost(), () => randomInt(maxSeed + 1));
    this.bugFacts.push(`seed ${config.run.seed}`);
    const { document, exitCode, failures } = await withSignals((interruption) => runProfile(config, interruption));
    this.log(profileText(document));
    for (const failure of failures) this.complain(failure);
    process.exitCode = exitCode;
    return document;
  }

  /** Two command lines in one: the options of this command, and after the -- those of `run`. */
  private async parseTyped(): Promise<ProfileInput> {
    const typed = this.argv;
    const [own, forRun] = splitAtDashes(typed);
    try {
      const { argv, flags } = await this.parse(ProfileCommand, own);
      const run = await this.parseForRun(forRun);
      const versions = [...(argv as string[]), ...run.versions];
      return { clinicTool: this.clinicTool, versions, flags: run.flags, output: flags.output };
    } finally {
      // Each parse() stores its words there, and oclif looks for --json in them later.
      this.argv = typed;
    }
  }

  /** This command decides where files go: the options of `run` for that are unknown here. */
  private async parseForRun(words: string[]): Promise<{ versions: string[]; flags: Flags }> {
    const flags = { ...loadFlags({ ...commonOptions, ...traceOptions }), ...workloadFlags() };
    try {
      const parsed = await this.parse({ flags, args: versionArg, strict: false }, words);
      return { versions: parsed.argv as string[], flags: parsed.flags as Flags };
    } catch (error) {
      throw toUserError(error, `${this.config.bin} run`, Object.keys(flags)) ?? error;
    }
  }
}

function splitAtDashes(words: string[]): [before: string[], after: string[]] {
  const dashes = words.indexOf('--');
  return dashes === -1 ? [words, []] : [words.slice(0, dashes), words.slice(dashes + 1)];
}
