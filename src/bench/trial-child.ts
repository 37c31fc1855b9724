// A trial's own process: it hosts the addon, so that a deadlock, a crash or a broken grace period ends the trial and not
// the tool. Started by trial.ts; speaks trial-messages.ts.
import { dirname } from 'node:path';
import { UserError } from '../base/errors.js';
import { createTorture, createTrial, type EngineTrial } from '../engine/engine.js';
import { cannotWrite } from '../files/atomic-file.js';
import { measured } from '../host/measures.js';
import { writeSamples } from '../results/sample-file.js';
import type { FromChild, MeasureJob, ToChild, TrialJob, TrialOutcome } from './trial-messages.js';
import type { TrialTracing } from './trial-trace.js';

type ResultMessage = Extract<FromChild, { kind: 'result' }>;

const heartbeatMs = 200;
let trial: EngineTrial | undefined;
let stopRequested = false;

// Ctrl-C reaches the whole process group; only the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Threads that hang would keep an ordinary exit from ending the process.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', (message: ToChild) => {
  if (message.kind === 'start') return void perform(message.job);
  stopRequested = true;
  trial?.stop();
});

async function perform(job: TrialJob): Promise<void> {
  try {
    // Untraced, this process loads and does nothing but what the measuring needs.
    const tracing = job.trace && (await import('./trial-trace.js')).startTracing(job.trace);
    trial = measured('load the addon', () => makeTrial(job, tracing));
    tell({ kind: 'ready', longestNs: trial.longestNs() });
    const result = await measure(trial, job, tracing);
    tell(result, () => {
      // The threads that hang are still there: the parent ends this process.
      if (!result.abandoned) process.exit(0);
    });
  } catch (error) {
    tell(failure(error), () => process.exit(1));
  }
}

const makeTrial = (job: TrialJob, tracing: TrialTracing | undefined): EngineTrial =>
  'torture' in job ? createTorture(job.torture) : createTrial({ ...job.config, ...tracing?.engineConfig });

async function measure(running: EngineTrial, job: TrialJob, tracing?: TrialTracing): Promise<ResultMessage> {
  const heartbeat = setInterval(() => tell({ kind: 'progress', progress: running.progress() }), heartbeatMs);
  try {
    const { samples, abandoned, report, ...rest } = await measured('run', () => run(running));
    tell({ kind: 'writing' });
    const kept = 'torture' in job ? {} : measured('write the samples', () => keepSamples(job, samples));
    // A torture that passed leaves nothing to look at.
    const nothingToSee = 'torture' in job && rest.status === 'pass';
    const traced = tracing === undefined || nothingToSee ? { traceFailures: [] } : await tracing.keep(running);
    return { kind: 'result', outcome: { ...rest, evidence: report, samples: kept, ...traced }, abandoned };
  } finally {
    clearInterval(heartbeat);
  }
}

function run(made: EngineTrial): ReturnType<EngineTrial['run']> {
  const end = made.run();
  // That came while the tracing was loaded, before there was a trial.
  if (stopRequested) made.stop();
  return end;
}

function keepSamples({ samplesFile }: MeasureJob, samples: Record<string, Float64Array>): TrialOutcome['samples'] {
  try {
    return writeSamples(samplesFile, samples);
  } catch (error) {
    // Their folder, which is the run's: of which trial they were says nothing to a user.
    throw cannotWrite('samples', dirname(samplesFile), error);
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
