// An exploration from checked options to its document: one scenario after another, in this process.

import { UsageError, UserError } from '../base/errors.js';
import { type ExitCode, exitCode } from '../base/exit-codes.js';
import type { ExploreConfig } from '../config/parse-explore-config.js';
import type { ExplorationResult, ExploreDocument, ShownSchedule } from '../documents/explore.js';
import {
  createExploration,
  type ExplorationConfig,
  type ExplorationOutcome,
  standardScenarioTexts,
} from '../engine/engine.js';
import { checkWritable } from '../files/atomic-file.js';
import { writeScheduleTrace } from '../trace/schedule-trace.js';
import { bySeverity, documentOf, resultOf, type Scenario, shownOf } from './explore-document.js';
import type { Interruption } from './interruption.js';

export interface ExploreProgress {
  scenario: string;
  /** From 0, of `scenarios`. */
  index: number;
  scenarios: number;
  schedules: number;
}

export interface ExploreHooks {
  interruption: Interruption;
  onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreReport {
  document: ExploreDocument;
  exitCode: ExitCode;
  /** Each finding's schedule, in the order of the document's findings; or the one that was replayed. */
  shown: ShownSchedule[];
  failures: UserError[];
}

const progressEveryMs = 200;

export async function runExplore(config: ExploreConfig, hooks: ExploreHooks): Promise<ExploreReport> {
  if (config.traceFile !== undefined) checkWritable('trace', config.traceFile);
  const scenarios = scenariosOf(config);
  const explorations: ExplorationResult[] = [];
  const shown: ShownSchedule[] = [];
  let replayed: string | undefined;
  for (const [index, scenario] of scenarios.entries()) {
    if (hooks.interruption.requested) break;
    const where = { scenario: scenario.name, index, scenarios: scenarios.length };
    const outcome = await exploreOne(config, scenario, hooks, (schedules) =>
      hooks.onProgress?.({ ...where, schedules }),
    );
    const result = resultOf(scenario, outcome);
    explorations.push(result);
    shown.push(...shownOf(result, outcome));
    if (config.replay !== undefined) replayed = outcome.replayed;
  }
  const interrupted = hooks.interruption.requested;
  const document = documentOf(config, explorations, explorations.length === scenarios.length, replayed);
  shown.sort((a, b) => bySeverity(a.finding, b.finding));
  const failures = await writeTrace(config, shown, document);
  return { document, exitCode: exitCodeOf(document, interrupted, failures), shown, failures };
}

function scenariosOf({ scenario }: ExploreConfig): Scenario[] {
  if (scenario !== undefined && 'text' in scenario) return [{ ...scenario, standard: false }];
  const all = standardScenarioTexts().map((one) => ({ ...one, standard: true }));
  return scenario === undefined ? all : all.filter(({ name }) => name === scenario.name);
}

async function exploreOne(
  config: ExploreConfig,
  scenario: Scenario,
  { interruption }: ExploreHooks,
  onProgress: (schedules: number) => void,
): Promise<ExplorationOutcome> {
  const exploration = createExploration(nativeConfig(config, scenario));
  const heartbeat = setInterval(() => onProgress(exploration.schedules()), progressEveryMs);
  const unsubscribe = interruption.subscribe({
    stop: () => exploration.stop(),
    kill: () => process.exit(exitCode.interrupted),
  });
  try {
    const outcome = await exploration.run();
    checkOutcome(config, scenario, outcome);
    return outcome;
  } finally {
    clearInterval(heartbeat);
    unsubscribe();
  }
}

function nativeConfig(config: ExploreConfig, scenario: Scenario): ExplorationConfig {
  const { version, preemptions, strategy, prune, earlyTimers, memoryBytes, budgetNs, past } = config;
  return {
    version,
    scenarioName: scenario.name,
    scenarioText: scenario.text,
    preemptions,
    strategy,
    comeBack: 'snapshot',
    prune,
    atomicCalls: config.atomicCall,
    earlyTimers,
    seed: config.seed ?? 0,
    budgetNs,
    memoryBytes,
    past,
    schedule: config.replay ?? null,
  };
}

function checkOutcome(config: ExploreConfig, { name }: Scenario, outcome: ExplorationOutcome): void {
  if (outcome.scenarioError !== undefined) {
    const { line, column, message } = outcome.scenarioError;
    throw new UsageError(`${name}:${line}:${column}: ${message}`, 'docs/explore.md describes the language.');
  }
  if (outcome.replayError !== undefined) {
    throw new UsageError(
      `--replay: ${outcome.replayError}`,
      `It is not a schedule of ${config.version} in ${name}: other code, another scenario, or a slip of the pen.`,
    );
  }
}

/** Of the gravest finding, or of what was replayed. */
async function writeTrace(
  { traceFile, version }: ExploreConfig,
  [first]: readonly ShownSchedule[],
  document: ExploreDocument,
): Promise<UserError[]> {
  if (traceFile === undefined || first === undefined) return [];
  try {
    await writeScheduleTrace(first, version, traceFile);
    document.trace = { file: traceFile };
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error];
    throw error;
  }
}

/** A replay is no exploration: it only says what this schedule shows. */
function exitCodeOf(document: ExploreDocument, interrupted: boolean, failures: readonly UserError[]): ExitCode {
  if (document.findings.some(({ severity }) => severity === 'violation')) return exitCode.violation;
  if (interrupted) return exitCode.interrupted;
  if (document.replayed === undefined && !document.complete) return exitCode.budgetExhausted;
  return failures.length > 0 ? exitCode.failure : exitCode.ok;
}
