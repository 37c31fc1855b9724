// A trial's process as clinic starts it. The trial is trial-child's, to the letter, so that what clinic sees is what a run
// does; only its parent is missing: clinic gives its child no IPC channel. This file says the parent's part.
import { readFileSync, writeFileSync } from 'node:fs';
import type { FromChild, ToChild, TrialJob } from '../bench/trial-messages.js';

/** What a profiled trial is told; the path of its JSON is the argument. */
export interface ProfiledJob {
  readonly job: TrialJob;
  /** Gets the trial's last message: clinic does not pass on how its child has ended. */
  readonly outcomeFile: string;
}
/** The last message of a trial. */
export type ProfiledOutcome = Extract<FromChild, { kind: 'result' | 'failed' }>;

const { job, outcomeFile } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ProfiledJob;

function hear(message: FromChild): void {
  if (message.kind !== 'result' && message.kind !== 'failed') return;
  writeFileSync(outcomeFile, JSON.stringify(message satisfies ProfiledOutcome));
  // Its threads hang: an ordinary end would wait for them.
  if (message.kind === 'result' && message.abandoned) process.kill(process.pid, 'SIGKILL');
}

// The child ends by itself once it is told that its message has gone. It is not told: it has to run out of work, because
// clinic writes its files when that happens ('beforeExit'), and not on process.exit().
process.send = (message: FromChild): boolean => {
  hear(message);
  return true;
};

const tell = (message: ToChild) => process.emit('message', message, undefined);

// The profilers' own handlers would end the process before it has a result.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.removeAllListeners(signal);
  process.on(signal, () => tell({ kind: 'stop' }));
}

void import('../bench/trial-child.js').then(() => tell({ kind: 'start', job }));
