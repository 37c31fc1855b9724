// The base class of all commands.
import { Command } from '@oclif/core/command';
import type { UserError } from '../base/errors.js';
import { exitCode } from '../base/errors.js';
import { makePaint, type Paint } from '../report/paint.js';
import { bugText, errorJson, toUserError, userErrorText } from './error-text.js';

/** Shared by all commands: how a command ends, and how errors are printed, with and without --json. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Facts for a bug report, such as the seed; added when they become known. */
  protected readonly bugFacts: string[] = [];

  /** Colour and width of standard output; some pseudo-terminals report a width of 0. */
  protected get terminal(): { columns: number; paint: Paint } {
    return { columns: process.stdout.columns || 80, paint: makePaint(hasColour(process.stdout)) };
  }

  /** Prints an error that does not end the command. */
  protected complain(error: UserError): void {
    process.stderr.write(`${userErrorText(error, makePaint(hasColour(process.stderr)))}\n`);
  }

  /** oclif's version exits with 1 for every error under --json, and prints the whole configuration. */
  protected override async catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    if ('code' in error && error.code === 'EEXIT') throw error;
    const known = toUserError(
      error,
      `${this.config.bin} ${this.id?.replaceAll(':', ' ')}`,
      Object.keys(this.ctor.flags ?? {}),
    );
    const code = known?.exitCode ?? exitCode.failure;
    if (this.jsonEnabled()) this.logJson(errorJson(known ?? error, code));
    if (known !== undefined) this.complain(known);
    else process.stderr.write(`${bugText(error, this.config.version, this.bugFacts)}\n`);
    process.exitCode = code;
  }
}

function hasColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}
