// A trial's own process: it hosts the addon, so that a deadlock, a crash or a broken grace period ends the trial and not
// the tool. Started by trial.ts; speaks trial-messages.ts.
import { createTorture, createTrial, type EngineTrial } from '../engine/engine.js';
import { cannotWrite, writeAtomically } from '../files/atomic-file.js';
import { systemErrorText, UserError } from '../model/errors.js';
import { writeSamples } from './sample-file.js';
import type { ChildResult, FromChild, MeasureJob, ToChild, TrialJob } from './trial-messages.js';

const heartbeatMs = 200;
let trial: EngineTrial | undefined;

// Ctrl-C reaches the whole process group; only the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Threads that hang would keep an ordinary exit from ending the process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') trial?.stop();
  else void perform(message.job);
});

async function perform(job: TrialJob): Promise<void> {
  try {
    trial = 'torture' in job ? createTorture(job.torture) : createTrial(job.config);
    const result = await measure(trial, job);
    tell({ kind: 'result', result }, () => {
      // A stalled engine's threads are still there: the parent ends this process.
      if (result.status !== 'stalled') process.exit(0);
    });
  } catch (error) {
    tell(failure(error), () => process.exit(1));
  }
}

async function measure(running: EngineTrial, job: TrialJob): Promise<ChildResult> {
  const heartbeat = setInterval(() => tell({ kind: 'progress', progress: running.progress() }), heartbeatMs);
  try {
    const { samples, ...result } = await running.run();
    tell({ kind: 'writing' });
    if (!('torture' in job)) return { ...result, samples: keepSamples(job, samples), ...writeTrace(running, job) };
    // A torture that passed leaves nothing to look at.
    return { ...result, samples: {}, ...(result.status !== 'pass' && writeTrace(running, job)) };
  } finally {
    clearInterval(heartbeat);
  }
}

function keepSamples({ samplesFile }: MeasureJob, samples: Record<string, Float64Array>): ChildResult['samples'] {
  try {
    return writeSamples(samplesFile, samples);
  } catch (error) {
    throw cannotWrite('samples', samplesFile, error);
  }
}

function writeTrace(done: EngineTrial, { trace }: TrialJob): Pick<ChildResult, 'trace' | 'traceError'> {
  if (trace === undefined) return {};
  try {
    return { trace: writeAtomically(trace.file, (temporary) => done.writeTrace(temporary, trace.title)) };
  } catch (error) {
    return { traceError: systemErrorText(error) };
  }
}

function failure(error: unknown): FromChild {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const userError = error instanceof UserError;
  const suggestions = userError ? [...error.suggestions] : [];
  return { kind: 'failed', message, userError, suggestions, ...(stack !== undefined && { stack }) };
}

function tell(message: FromChild, sent: () => void = () => {}): void {
  process.send?.(message, undefined, {}, sent);
}
