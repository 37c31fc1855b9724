// A trial's own process: it hosts the addon, so that a deadlock, a crash or a broken grace period ends the trial and not
// the tool. Started by trial.ts; speaks trial-messages.ts.
import { createTorture, createTrial, type EngineTrial } from '../engine/engine.js';
import { cannotWrite } from '../files/atomic-file.js';
import { measured } from '../host/measures.js';
import { HostTimeline } from '../host/timeline.js';
import { UserError } from '../model/errors.js';
import { writeSamples } from './sample-file.js';
import type { ChildResult, FromChild, MeasureJob, ToChild, TrialJob } from './trial-messages.js';
import { keepTrace, tracingOf } from './trial-trace.js';

const heartbeatMs = 200;
let trial: EngineTrial | undefined;
let timeline: HostTimeline | undefined;

// Ctrl-C reaches the whole process group; only the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Threads that hang would keep an ordinary exit from ending the process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') trial?.stop();
  else void perform(message.job);
});

async function perform(job: TrialJob): Promise<void> {
  // Untraced, this process does nothing but what the measuring needs.
  if (job.trace !== undefined) timeline = new HostTimeline();
  timeline?.start();
  try {
    trial = measured('load the addon', () => makeTrial(job));
    const result = await measure(trial, job);
    tell({ kind: 'result', result }, () => {
      // Threads that were left alone are still there: the parent ends this process.
      if (!result.abandoned) process.exit(0);
    });
  } catch (error) {
    tell(failure(error), () => process.exit(1));
  }
}

const makeTrial = (job: TrialJob): EngineTrial =>
  'torture' in job
    ? createTorture(job.torture)
    : createTrial({ ...job.config, ...(job.trace && tracingOf(job.trace)) });

async function measure(running: EngineTrial, job: TrialJob): Promise<ChildResult> {
  tell({ kind: 'running', longestNs: running.longestNs() });
  const heartbeat = setInterval(() => tell({ kind: 'progress', progress: running.progress() }), heartbeatMs);
  try {
    const { samples, ...result } = await measured('run', () => running.run());
    tell({ kind: 'writing' });
    const kept = 'torture' in job ? {} : measured('write the samples', () => keepSamples(job, samples));
    // A torture that passed leaves nothing to look at.
    const nothingToSee = 'torture' in job && result.status === 'pass';
    if (job.trace === undefined || nothingToSee) return { ...result, samples: kept };
    return { ...result, samples: kept, ...(await keepTrace(running, job.trace, timeline)) };
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

function failure(error: unknown): FromChild {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const userError = error instanceof UserError;
  const suggestions = userError ? [...error.suggestions] : [];
  return { kind: 'failed', message, userError, suggestions, ...(stack !== undefined && { stack }) };
}

function tell(message: FromChild, sent: () => void = () => {}): void {
  process.send?.(message, undefined, {}, sent);
}
