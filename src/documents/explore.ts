// The exploration document: an interface for other programs, described by docs/explore.schema.json.
import type { ToolInfo } from './result.js';

export const exploreSchema = 'rcu-bench/explore@1';

/** The scenarios of the tool, in the order in which they are explored. native/explore contains their texts. */
export const standardScenarios = [
  'three-producers',
  'long-reader',
  'drain',
  'drain-under-bql',
  'synchronize',
  'half-done-call',
  'force-while-idle',
  'force-mid-grace-period',
  'unregister-while-forcing',
  'chained-callbacks',
] as const;

/** The properties that an execution is checked for, violations first. docs/explore.md defines them. */
export const violations = [
  'deadlock',
  'livelock',
  'once',
  'order',
  'grace-period',
  'drain',
  'callback-bql',
  'registry-lock',
  'unregistered-reader',
] as const;
export const notes = ['promptness', 'spurious-force', 'leftover-force', 'sleep-budget'] as const;
export type Property = (typeof violations)[number] | (typeof notes)[number];

export const strategies = ['dfs', 'pct', 'random'] as const;
export type Strategy = (typeof strategies)[number];

export interface Finding {
  scenario: string;
  property: Property;
  /** A violation ends its execution and leads to exit code 5; a note does neither. */
  severity: 'violation' | 'note';
  /** In how many ways the first step that shows the finding was reached; with pruning a lower bound. */
  count: number;
  /** Preemptions in the schedule. */
  preemptions: number;
  /** Up to the step that shows it: `0x6,1x7` is 6 operations of the RCU thread, then 7 of thread 1. */
  schedule: string;
  /** The longest virtual time from a force_rcu to a callback that it was for, in executions that show this. */
  worst_ms?: number;
}

/** What exploring one scenario took, and how far it came. */
export interface ExplorationEffort {
  /** Thread 0 is the RCU thread, these are 1, 2, … */
  threads: string[];
  /** `found`: pct and random end with their first violation. */
  ended: 'complete' | 'budget' | 'stopped' | 'found';
  /** Executions that came to their end. */
  schedules: number;
  /** Executions that were given up in a state that was known. */
  pruned: number;
  /** Operations that were done. */
  steps: number;
  /** States with a choice. */
  states: number;
  seconds: number;
  memoryBytes: number;
  /** Some states could not be kept; the answer is the same. */
  memoryUsedUp: boolean;
}

/** One scenario. */
export interface ExplorationResult extends ExplorationEffort {
  scenario: string;
  /** The text of a scenario that is not a standard one. */
  text?: string;
  complete: boolean;
  worst_ms?: number;
  findings: Finding[];
}

export interface ExploreDocument {
  schema: typeof exploreSchema;
  tool: ToolInfo;
  version: string;
  /** `standard`: all that come with the tool. */
  scenario: string;
  preemptions: number;
  /** All of it was explored. */
  complete: boolean;
  schedules: number;
  steps: number;
  states: number;
  seconds: number;
  /** Of all scenarios, violations first. */
  findings: Finding[];
  config: ExploreDocumentConfig;
  explorations: ExplorationResult[];
  /** What was replayed, with what followed it. */
  replayed?: string;
  trace?: { file: string };
}

export interface ExploreDocumentConfig {
  strategy: Strategy;
  /** Of pct and random. */
  seed?: number;
  /** Of each scenario. */
  budgetNs: number;
  memoryBytes: number;
  prune: boolean;
  atomicCall: boolean;
  earlyTimers: boolean;
  /** Violations after which an execution goes on. */
  past: Property[];
}

/** One thing that happened in an execution. */
export interface LogEntry {
  kind: 'operation' | 'probe' | 'note';
  /** An operation, a probe of native/rcu/probe.h, or a property. */
  name: string;
  thread: number;
  /** Operations before it and with it. */
  step: number;
  /** Virtual, since the scenario began. */
  timeNs: number;
  /** A callback from 0 on, a reader as its thread; -1: none. */
  a: number;
  b: number;
}

/** What happens in the schedule of a finding, or in a replay, up to the end of the execution. A deadlock has no entry: it is the end. */
export interface ShownSchedule {
  scenario: string;
  threads: string[];
  log: LogEntry[];
  /** Absent: of a replay, which is shown as a whole. */
  finding?: Finding;
  /** What the execution ends in. */
  endsIn?: Property;
}
