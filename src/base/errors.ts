// Errors and exit codes: errors of users, and what every command returns.
import { getSystemErrorName } from 'node:util';

/**
 * Something that the user can put right. The message is one line that says what is wrong and where; the
 * suggestions say what to do. Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly exitCode: ExitCode;
  readonly suggestions: readonly string[];

  constructor(
    message: string,
    options: { exitCode?: ExitCode; suggestions?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCode.failure;
    this.suggestions = options.suggestions ?? [];
  }
}

/** A command line or an option that makes no sense: exit code 2. */
export class UsageError extends UserError {
  override readonly name: string = 'UsageError';

  constructor(message: string, ...suggestions: string[]) {
    super(message, { exitCode: exitCode.usage, suggestions });
  }
}

/** A sentence for an error of the operating system, without Node's "ENOENT: … open '…'". */
export function systemErrorText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // The addon's errors carry the system's error number, or the code in their text.
  const { code: named, errno = 0 } = (error ?? {}) as NodeJS.ErrnoException;
  const code = named ?? (errno > 0 ? getSystemErrorName(-errno) : /\bE[A-Z]{3,}\b/.exec(message)?.[0]);
  return (code === undefined ? undefined : systemErrors[code]) ?? message;
}

const systemErrors: Record<string, string> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'the file grew too large',
  EIO: 'input/output error',
  EISDIR: 'it is a folder',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** The exit codes of all commands. docs/errors-and-exit-codes.md documents them. */
export const exitCode = {
  /** Everything went well. */
  ok: 0,
  /** A failure that the user did not cause: a crash, a file that cannot be written. */
  failure: 1,
  /** The command line or an input file makes no sense. */
  usage: 2,
  /** A gate that the user set is not met. */
  gateNotMet: 3,
  /** An engine made no progress although work was pending. */
  stalled: 4,
  /** A grace period was broken, or a data race was seen. */
  violation: 5,
  /** The budget (time, schedules) was used up before an answer. */
  budgetExhausted: 6,
  /** Ctrl-C, SIGTERM or SIGHUP; what was measured is kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
