/** What a process' exit code says, in every command. Documented in docs/errors-and-exit-codes.md. */
export const exitCode = {
  /** All went well. */
  ok: 0,
  /** Something failed that the user did not ask for: a crash, a file that cannot be written. */
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
