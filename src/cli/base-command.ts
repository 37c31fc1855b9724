import { Command } from '@oclif/core/command';
import type { UserError } from '../base/errors.js';
import { exitCode } from '../base/errors.js';
import { makePaint, type Paint } from '../report/paint.js';
import { bugText, errorJson, toUserError, userErrorText } from './error-text.js';

/** What the commands share: one way to end, and one way to tell what went wrong, with --json and without. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Facts that a bug report needs, such as the seed; filled as they become known. */
  protected readonly bugFacts: string[] = [];

  /** Colour and width of standard output; some pseudo-terminals say that they are 0 wide. */
  protected get terminal(): { columns: number; paint: Paint } {
    return { columns: process.stdout.columns || 80, paint: makePaint(hasColour(process.stdout)) };
  }

  /** Prints an error that does not end the command. */
  protected complain(error: UserError): void {
    process.stderr.write(`${userErrorText(error, makePaint(hasColour(process.stderr)))}\n`);
  }

  /** oclif's own exits 1 for every error under --json, and prints the whole configuration with it. */
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
