// A trial's process as clinic starts it. It runs the same code as trial-child, so that clinic observes what a run does.
// clinic gives its child no IPC channel, so this file plays the parent's part.
import { readFileSync, writeFileSync } from 'node:fs';
import type { FromChild, ToChild, TrialJob } from '../bench/trial-messages.js';

/** The input of a profiled trial; the argument is the path of its JSON. */
export interface ProfiledJob {
  readonly job: TrialJob;
  /** Receives the trial's last message: clinic does not report how its child ended. */
  readonly outcomeFile: string;
}
/** The last message of a trial. */
export type ProfiledOutcome = Extract<FromChild, { kind: 'result' | 'failed' }>;

const { job, outcomeFile } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ProfiledJob;

function hear(message: FromChild): void {
  if (message.kind !== 'result' && message.kind !== 'failed') return;
  writeFileSync(outcomeFile, JSON.stringify(message satisfies ProfiledOutcome));
  // The trial's threads hang: a normal end would wait for them.
  if (message.kind === 'result' && message.abandoned) process.kill(process.pid, 'SIGKILL');
}

// The child normally ends when its message was delivered. Here it must run out of work instead, because clinic writes
// its files then ('beforeExit'), and not on process.exit().
process.send = (message: FromChild): boolean => {
  hear(message);
  return true;
};

const tell = (message: ToChild) => process.emit('message', message, undefined);

// The profilers' handlers would end the process before it has a result.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.removeAllListeners(signal);
  process.on(signal, () => tell({ kind: 'stop' }));
}

void import('../bench/trial-child.js').then(() => tell({ kind: 'start', job }));
