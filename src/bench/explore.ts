// An exploration from a checked configuration to its document: one scenario after another, in this process.
import { type ExitCode, exitCode, UsageError, UserError } from '../base/errors.js';
import type { ExploreConfig } from '../config/explore-config.js';
import {
  type ExplorationResult,
  type ExploreDocument,
  exploreSchema,
  type Finding,
  type LogEntry,
  type Property,
  type ShownSchedule,
} from '../documents/explore.js';
import type { ExplorationOutcome } from '../engine/engine.js';
import { createExploration, type ExplorationConfig, standardScenarioTexts } from '../engine/engine.js';
import { checkWritable } from '../files/atomic-file.js';
import { writeScheduleTrace } from '../trace/schedule-trace.js';
import { describeTool } from './environment/tool.js';
import type { Interruption } from './interruption.js';

export interface ExploreProgress {
  scenario: string;
  /** From 0, of `scenarios`. */
  index: number;
  scenarios: number;
  schedules: number;
}

interface ExploreHooks {
  interruption: Interruption;
  onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreReport {
  document: ExploreDocument;
  exitCode: ExitCode;
  /** The schedule of each finding, in the order of the document's findings; or the replayed schedule. */
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
      `It is not a schedule of ${config.version} in ${name}: the code or the scenario changed, or the schedule has a typing error.`,
    );
  }
}

/** Writes the trace of the gravest finding, or of the replayed schedule. */
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

/** A replay covers one schedule, so that its exit code does not depend on completeness. */
function exitCodeOf(document: ExploreDocument, interrupted: boolean, failures: readonly UserError[]): ExitCode {
  if (document.findings.some(({ severity }) => severity === 'violation')) return exitCode.violation;
  if (interrupted) return exitCode.interrupted;
  if (document.replayed === undefined && !document.complete) return exitCode.budgetExhausted;
  return failures.length > 0 ? exitCode.failure : exitCode.ok;
}

/** A scenario to be explored. `standard`: it comes with the tool. */
export interface Scenario {
  name: string;
  text: string;
  standard: boolean;
}

const inMs = (ns: number) => ns / 1e6;

function resultOf(scenario: Scenario, outcome: ExplorationOutcome): ExplorationResult {
  const { threads, ended, schedules, pruned, steps, states, seconds, memoryBytes, memoryUsedUp } = outcome;
  return {
    scenario: scenario.name,
    ...(!scenario.standard && { text: scenario.text }),
    threads,
    ended,
    complete: ended === 'complete',
    schedules,
    pruned,
    steps,
    states,
    seconds,
    memoryBytes,
    memoryUsedUp,
    ...(outcome.worstForceNs !== undefined && { worst_ms: inMs(outcome.worstForceNs) }),
    findings: outcome.findings.map((one) => findingOf(scenario.name, one)).sort(bySeverity),
  };
}

function findingOf(scenario: string, found: ExplorationOutcome['findings'][number]): Finding {
  const { property, severity, count, preemptions, schedule, worstNs } = found;
  return {
    scenario,
    property,
    severity,
    count,
    preemptions,
    schedule,
    ...(worstNs !== undefined && { worst_ms: inMs(worstNs) }),
  };
}

/** Sorts violations first, and keeps the order otherwise. */
const bySeverity = (a: Finding | undefined, b: Finding | undefined) =>
  Number(b?.severity === 'violation') - Number(a?.severity === 'violation');

export function shownOf(
  { scenario, threads, findings }: ExplorationResult,
  outcome: ExplorationOutcome,
): ShownSchedule[] {
  if (outcome.log.length > 0) return [{ scenario, threads, log: outcome.log, ...endOf(outcome.log, findings) }];
  return findings.map((finding) => {
    const log = outcome.findings.find(({ property }) => property === finding.property)?.log ?? [];
    return { scenario, threads, log, finding, ...endOf(log, [finding]) };
  });
}

/** The property of a finding that no entry of the log names. */
function endOf(log: readonly LogEntry[], findings: readonly Finding[]): { endsIn?: Property } {
  const noted = new Set(log.filter(({ kind }) => kind === 'note').map(({ name }) => name));
  const end = findings.find(({ property }) => !noted.has(property));
  return end === undefined ? {} : { endsIn: end.property };
}

export function documentOf(
  config: ExploreConfig,
  explorations: ExplorationResult[],
  all: boolean,
  replayed: string | undefined,
): ExploreDocument {
  const sum = (of: (one: ExplorationResult) => number) => explorations.reduce((total, one) => total + of(one), 0);
  const { strategy, seed, budgetNs, memoryBytes, prune, atomicCall, earlyTimers, past } = config;
  return {
    schema: exploreSchema,
    tool: describeTool(),
    version: config.version,
    scenario: config.scenario?.name ?? 'standard',
    preemptions: config.preemptions,
    complete: all && replayed === undefined && explorations.every(({ complete }) => complete),
    schedules: sum(({ schedules }) => schedules),
    steps: sum(({ steps }) => steps),
    states: sum(({ states }) => states),
    seconds: sum(({ seconds }) => seconds),
    findings: explorations.flatMap(({ findings }) => findings).sort(bySeverity),
    config: {
      strategy,
      ...(seed !== undefined && { seed }),
      budgetNs,
      memoryBytes,
      prune,
      atomicCall,
      earlyTimers,
      past,
    },
    explorations,
    ...(replayed !== undefined && { replayed }),
  };
}
