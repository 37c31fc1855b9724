// The process of a trial. It hosts the addon, so that a deadlock, a crash or a broken grace period ends the trial and
// not the tool. trial.ts starts it; trial-messages.ts describes its messages.
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

// Ctrl-C reaches the whole process group. The parent decides what to do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// An ordinary exit would wait for threads that hang.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', (message: ToChild) => {
  if (message.kind === 'start') return void perform(message.job);
  stopRequested = true;
  trial?.stop();
});

async function perform(job: TrialJob): Promise<void> {
  try {
    // Without tracing, this process loads only the code that measuring needs.
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
    // The trace of a torture that passed is not kept.
    const nothingToSee = 'torture' in job && rest.status === 'pass';
    const traced = tracing === undefined || nothingToSee ? { traceFailures: [] } : await tracing.keep(running);
    return { kind: 'result', outcome: { ...rest, evidence: report, samples: kept, ...traced }, abandoned };
  } finally {
    clearInterval(heartbeat);
  }
}

function run(made: EngineTrial): ReturnType<EngineTrial['run']> {
  const end = made.run();
  // The request may have come while the tracing code was loaded, before the trial was created.
  if (stopRequested) made.stop();
  return end;
}

function keepSamples({ samplesFile }: MeasureJob, samples: Record<string, Float64Array>): TrialOutcome['samples'] {
  try {
    return writeSamples(samplesFile, samples);
  } catch (error) {
    // The error names the folder of the run: the file name is internal.
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
