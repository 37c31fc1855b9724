// What came of an exploration, as a document and as the schedules that are shown.

import type { ExploreConfig } from '../config/parse-explore-config.js';
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
import { describeTool } from './environment/tool.js';

/** A scenario to be explored, and whether it comes with the tool. */
export interface Scenario {
  name: string;
  text: string;
  standard: boolean;
}

const inMs = (ns: number) => ns / 1e6;

export function resultOf(scenario: Scenario, outcome: ExplorationOutcome): ExplorationResult {
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

/** Violations first; else as they came. */
export const bySeverity = (a: Finding | undefined, b: Finding | undefined) =>
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

/** What is found and stands nowhere in the log. */
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
