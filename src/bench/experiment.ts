// A run from its checked configuration to its document.

import type { ExitCode, UserError } from '../base/errors.js';
import { resultConfig } from '../config/result-config.js';
import type { RunConfig } from '../config/run-config.js';
import { traceFileOf } from '../config/trace-file.js';
import { type ResultDocument, resultSchema } from '../documents/result.js';
import { exitCodeOfCommand } from '../documents/verdict.js';
import type { EngineProgress } from '../engine/engine.js';
import { checkWritable } from '../files/atomic-file.js';
import { withScratchFolder } from '../files/scratch.js';
import { checkResultWritable, trySaveResult } from '../results/result-file.js';
import { checkMembarrier, finishEnvironment, startEnvironment } from './environment/environment.js';
import { describeTool } from './environment/tool.js';
import type { Interruption } from './interruption.js';
import { type PlannedTrial, scheduleOnce, scheduleSweep } from './schedule.js';
import { accountTrace } from './trace-accounting.js';
import { TrialSeries } from './trial-series.js';
import { collectWarnings, traceWarnings } from './warnings.js';

interface ExperimentHooks {
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
  /** The file in which the document was saved. */
  savedAs?: string;
  /** Files that could not be written although the measurement succeeded. */
  failures: UserError[];
  /** Versions whose trace was discarded because the condition of --trace-if never became true. */
  notTriggered: readonly string[];
}

/** Runs every version once. Rejects with a UserError only before anything was measured. */
export async function runExperiment(config: RunConfig, hooks: ExperimentHooks): Promise<ExperimentReport> {
  checkOutputs(config);
  const started = await startEnvironment(config.versions);
  checkMembarrier(config.settings.membarrier, started);
  return withScratchFolder(async (scratch) => {
    const series = await runTrials(config, hooks, scratch);
    const { trials, sources, notTriggered } = series;
    const failures = series.failures;
    const traceAccounts =
      config.accountTrace === undefined
        ? undefined
        : await accountTrace(config, config.accountTrace, hooks.interruption, scratch, failures);
    const environment = finishEnvironment(started);
    const document: ResultDocument = {
      schema: resultSchema,
      tool: describeTool(),
      environment,
      config: resultConfig(config, config.versions, config),
      ...(config.plan && { plan: config.plan }),
      warnings: [
        ...collectWarnings(config, environment, trials, series.lost),
        ...traceWarnings(config, traceAccounts ?? []),
      ],
      ...(traceAccounts && { traceAccounts }),
      trials,
    };
    const saved = trySaveResult(config.outFile, document, sources, failures);
    const statuses = trials.map(({ status }) => status);
    const end = { interrupted: hooks.interruption.requested, unwritten: failures.length > 0 };
    return { ...saved, exitCode: exitCodeOfCommand(statuses, end), failures, notTriggered };
  });
}

/** Checks that all files can be written, so that a run of minutes does not end in "permission denied". */
function checkOutputs({ outFile, trace, versions }: RunConfig): void {
  if (outFile !== undefined) checkResultWritable(outFile);
  if (trace !== undefined) {
    for (const version of versions) {
      checkWritable('trace', traceFileOf(trace.filePattern, version));
      if (trace.recordingPattern !== undefined)
        checkWritable('recording', traceFileOf(trace.recordingPattern, version));
    }
  }
}

async function runTrials(config: RunConfig, hooks: ExperimentHooks, scratch: string): Promise<TrialSeries> {
  const schedule =
    config.plan === undefined ? scheduleOnce(config.versions, config.seed) : scheduleSweep(config.plan, config.seed);
  const onProgress = ({ arm }: PlannedTrial, progress: EngineProgress) =>
    hooks.onProgress?.({ ...progress, version: arm.label, index: series.tried, trials: schedule.length });
  const series = new TrialSeries(config, { interruption: hooks.interruption, onProgress }, scratch);
  for (const planned of schedule) {
    if (series.isOver(schedule.map(({ arm }) => arm))) break;
    await series.run(planned);
  }
  series.checkAnything();
  return series;
}
