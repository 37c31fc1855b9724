// A run from checked options to the finished document: trials one after another, each in a process of its own.
import { join } from 'node:path';
import { type EngineProgress, engineConfig } from '../engine/engine.js';
import { UsageError, UserError } from '../model/errors.js';
import { type ExitCode, exitCode } from '../model/exit-codes.js';
import { type ResultConfig, type ResultDocument, resultSchema, type TrialResult } from '../model/result.js';
import type { RunConfig } from '../model/run-config.js';
import { traceFileOf } from '../model/trace-file.js';
import { exitCodeOf } from '../model/verdict.js';
import { cannotWrite, checkWritable } from './atomic-file.js';
import { finishEnvironment, startEnvironment } from './environment/environment.js';
import { describeTool } from './environment/tool.js';
import type { Interruption } from './interruption.js';
import { type SampleSource, saveResult, sidecarOf } from './result-file.js';
import { type PlannedTrial, scheduleOnce } from './schedule.js';
import { withScratchFolder } from './scratch.js';
import { runTrial } from './trial.js';
import { trialResult } from './trial-result.js';
import { collectWarnings } from './warnings.js';

export interface ExperimentHooks {
  interruption: Interruption;
  onProgress?: (progress: TrialProgress) => void;
}

export interface TrialProgress extends EngineProgress {
  version: string;
  /** From 0, of `trials`. */
  index: number;
  trials: number;
}

export interface ExperimentReport {
  document: ResultDocument;
  exitCode: ExitCode;
  /** The file that now holds the document. */
  savedAs?: string;
  /** Files that could not be written although the measuring went well. */
  failures: UserError[];
}

interface Measured {
  trials: TrialResult[];
  sources: SampleSource[];
  failures: UserError[];
}

/** Runs every version once. Rejects with a UserError before anything was measured, not afterwards. */
export async function runExperiment(config: RunConfig, hooks: ExperimentHooks): Promise<ExperimentReport> {
  checkOutputs(config);
  const started = startEnvironment();
  checkMembarrier(config, started.described.membarrier[config.membarrier]);
  return withScratchFolder(async (scratch) => {
    const { trials, sources, failures } = await runTrials(config, hooks, scratch);
    const environment = finishEnvironment(started);
    const document: ResultDocument = {
      schema: resultSchema,
      tool: describeTool(),
      environment,
      config: resultConfig(config),
      warnings: collectWarnings(config, environment, trials),
      trials,
    };
    const saved = save(config, document, sources, failures);
    return { ...saved, exitCode: runExitCode(trials, hooks.interruption, failures), failures };
  });
}

/** A run of minutes must not end in "permission denied". */
function checkOutputs({ outFile, trace, versions }: RunConfig): void {
  if (outFile !== undefined) {
    checkWritable('result', outFile);
    checkWritable('samples', sidecarOf(outFile));
  }
  if (trace !== undefined) {
    for (const version of versions) checkWritable('trace', traceFileOf(trace.filePattern, version));
  }
}

function checkMembarrier({ membarrier }: RunConfig, usable: true | string): void {
  if (usable === true) return;
  throw new UsageError(`--membarrier ${membarrier} does not work on this machine: ${usable}`, 'Use --membarrier off.');
}

async function runTrials(config: RunConfig, hooks: ExperimentHooks, scratch: string): Promise<Measured> {
  const measured: Measured = { trials: [], sources: [], failures: [] };
  const schedule = scheduleOnce(config.versions);
  for (const [index, planned] of schedule.entries()) {
    if (hooks.interruption.requested) break;
    const onProgress = (progress: EngineProgress) =>
      hooks.onProgress?.({ ...progress, version: planned.version, index, trials: schedule.length });
    const samplesFile = join(scratch, `${index}.samples`);
    await runPlanned(config, planned, samplesFile, { interruption: hooks.interruption, onProgress }, measured);
  }
  return measured;
}

async function runPlanned(
  config: RunConfig,
  planned: PlannedTrial,
  samplesFile: string,
  hooks: Parameters<typeof runTrial>[1],
  measured: Measured,
): Promise<void> {
  const { version } = planned;
  const traceFile = config.trace && traceFileOf(config.trace.filePattern, version);
  const startedAt = new Date().toISOString();
  const outcome = await runTrial(
    {
      config: engineConfig(config, version),
      samplesFile,
      ...(traceFile !== undefined && { trace: { file: traceFile, title: `${config.workload.name} ${version}` } }),
    },
    hooks,
  );
  measured.trials.push(trialResult(config, planned, startedAt, outcome, samplesFile, traceFile));
  measured.sources.push({ file: samplesFile, ranges: outcome.samples });
  if (outcome.traceError !== undefined && traceFile !== undefined) {
    measured.failures.push(cannotWrite('trace', traceFile, new Error(outcome.traceError)));
  }
}

/** The figures are worth more than the file: where it cannot be written they are still printed. */
function save(
  { outFile }: RunConfig,
  document: ResultDocument,
  sources: SampleSource[],
  failures: UserError[],
): Pick<ExperimentReport, 'document' | 'savedAs'> {
  if (outFile === undefined) return { document };
  try {
    return { document: saveResult(outFile, document, sources), savedAs: outFile };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    failures.push(error);
    return { document };
  }
}

function runExitCode(trials: TrialResult[], interruption: Interruption, failures: UserError[]): ExitCode {
  const statuses = trials.map((trial) => trial.status);
  const code = exitCodeOf(interruption.requested ? [...statuses, 'interrupted'] : statuses);
  return code === exitCode.ok && failures.length > 0 ? exitCode.failure : code;
}

function resultConfig(config: RunConfig): ResultConfig {
  return {
    workload: config.workload.name,
    versions: [...config.versions],
    seed: config.seed,
    durationNs: config.durationNs,
    warmupNs: config.warmupNs,
    membarrier: config.membarrier,
    pinCpus: [...config.pinCpus],
    traceEvents: config.trace?.events ?? 0,
    options: { ...config.options },
  };
}
