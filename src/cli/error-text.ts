// The text of errors. A user error is one line, followed by a line for each suggestion; a bug of ours comes with its
// stack and a request to report it.
import { exitCode, UsageError, UserError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { Paint } from '../report/paint.js';

export function userErrorText(error: UserError, paint: Paint): string {
  return [`${paint.bad('Error:')} ${error.message}`, ...error.suggestions.map((line) => `  ${line}`)].join('\n');
}

export function bugText(error: Error, version: string, facts: readonly string[]): string {
  const about = [`rcu-bench ${version}`, `node ${process.version}`, `${process.platform}-${process.arch}`, ...facts];
  return [
    `This is a bug in rcu-bench: ${error.stack ?? error.message}`,
    `Please report it with the lines above, the command line, and: ${about.join(', ')}`,
  ].join('\n');
}

/** What --json prints instead of a result. */
export function errorJson(error: Error, exitCode: number): object {
  const suggestions = error instanceof UserError ? error.suggestions : [];
  return { error: { message: error.message, suggestions, exitCode } };
}

/** A UserError unchanged; oclif's error about the command line as a UsageError; undefined for anything else. */
export function toUserError(error: unknown, command: string, flagNames: readonly string[]): UserError | undefined {
  if (error instanceof UserError) return error;
  if (!isParseError(error)) return undefined;
  const [line = ''] = error.message.split('\n');
  const help = `'${command} --help' lists all options.`;
  const unknown = /^Nonexistent flags?: (-\S+)/.exec(line)?.[1];
  if (unknown === undefined) return new UsageError(lowerFirst(line), help);
  const meant = nearest(
    unknown,
    flagNames.map((name) => `--${name}`),
  );
  return new UsageError(`unknown option ${unknown}`, meant === undefined ? help : `Did you mean ${meant}? ${help}`);
}

/** Errors of oclif's parser carry what was parsed, or at least the exit code for usage. */
function isParseError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return 'parse' in error || (error as Error & { oclif?: { exit?: number } }).oclif?.exit === exitCode.usage;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
