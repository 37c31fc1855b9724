// The configuration of `explore`, from its command line.
import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import type { ExploreDocumentConfig } from '../documents/explore.js';
import { type Property, type Strategy, standardScenarios, strategies, violations } from '../documents/explore.js';
import { parseVersionList } from '../versions/version.js';
import type { OptionSpecs } from '../workloads/options.js';
import type { Flags, Host } from './load-config.js';
import { checkFileName, parseOptions, parseSeed } from './load-config.js';
import { traceKindOf } from './trace-file.js';

export const exploreOptions = {
  preemptions: {
    flag: 'preemptions',
    kind: 'count',
    default: 2,
    min: 0,
    max: 62,
    summary: 'most preemptions in a schedule; with pct: priority changes',
  },
  strategy: {
    flag: 'strategy',
    kind: 'choice',
    choices: strategies,
    default: 'dfs',
    summary: 'all schedules, or random schedules',
  },
  budgetNs: {
    flag: 'budget',
    kind: 'duration',
    default: 60e9,
    min: 1e6,
    max: 7 * 24 * 3600e9,
    summary: 'time for each scenario',
  },
  memoryBytes: {
    flag: 'memory',
    kind: 'size',
    default: 2 ** 30,
    min: 2 ** 20,
    max: (host) => Math.max(2 ** 20, host.memoryBytes),
    summary: 'memory for visited states',
  },
} as const satisfies OptionSpecs;

/** The flags of `explore` that have no default value. */
interface ExploreSwitches {
  readonly atomicCall: boolean;
  readonly earlyTimers: boolean;
  readonly prune: boolean;
  readonly past: readonly string[];
}

/** Reads the files that a command line names. */
export interface Files {
  /** @returns undefined if there is no such file */
  read(name: string): string | undefined;
}

/** @param drawSeed draws a seed if none is typed */
export function parseExploreConfig(
  version: string,
  flags: Flags,
  switches: ExploreSwitches,
  host: Host,
  files: Files,
  drawSeed: () => number,
): ExploreConfig {
  const [name = ''] = parseVersionList([version]);
  const { strategy: word, ...numbers } = parseOptions(exploreOptions, flags, host);
  const strategy = word as Strategy; // checked against its choices
  const replay = flags.replay === undefined ? undefined : parseReplay(flags.replay, files);
  const scenario = chooseScenario(flags.scenario ?? replay?.scenario, replay !== undefined, files);
  const seed = chooseSeed(flags.seed, strategy, drawSeed);
  const { atomicCall, earlyTimers, prune } = switches;
  return {
    version: name,
    scenario,
    strategy,
    ...numbers,
    ...(seed !== undefined && { seed }),
    atomicCall,
    earlyTimers,
    prune,
    past: switches.past.map(parseViolation),
    ...(replay !== undefined && { replay: replay.schedule }),
    ...(flags.trace !== undefined && { traceFile: parseTraceFile(flags.trace) }),
  };
}

function chooseScenario(typed: string | undefined, replays: boolean, files: Files): ScenarioChoice | undefined {
  if (typed !== undefined) return parseScenario(typed, files);
  if (!replays) return undefined;
  throw new UsageError('--replay: a schedule belongs to a scenario', 'Name it with --scenario.');
}

function chooseSeed(typed: string | undefined, strategy: Strategy, drawSeed: () => number): number | undefined {
  if (strategy !== 'dfs') return typed === undefined ? drawSeed() : parseSeed(typed);
  if (typed === undefined) return undefined;
  throw new UsageError('--seed: nothing is left to chance in a dfs', 'Take it with --strategy pct or random.');
}

function parseScenario(typed: string, files: Files): ScenarioChoice {
  if ((standardScenarios as readonly string[]).includes(typed)) return { name: typed };
  const text = files.read(typed);
  if (text !== undefined) return { name: typed, text };
  const meant = nearest(typed, standardScenarios);
  const list = `There are: ${standardScenarios.join(', ')}; or the name of a file.`;
  throw new UsageError(
    `--scenario: '${typed}' is neither a scenario nor a file`,
    ...(meant === undefined ? [list] : [`Did you mean ${meant}?`]),
  );
}

const schedulePattern = /^\d+x\d+(,\d+x\d+)*$/;
const mostThreads = 8;

/** Reads a schedule, a file that contains a schedule, or the output of --json, whose first finding is replayed. */
function parseReplay(typed: string, files: Files): { schedule: string; scenario?: string } {
  if (schedulePattern.test(typed)) return { schedule: checkSchedule(typed) };
  const text = files.read(typed)?.trim();
  if (text === undefined) {
    throw new UsageError(
      `--replay: '${typed}' is neither a schedule nor a file`,
      'A schedule is slices of thread and operations, such as 0x6,1x7.',
    );
  }
  if (schedulePattern.test(text)) return { schedule: checkSchedule(text) };
  const found = firstFinding(text);
  if (found === undefined) throw new UsageError(`--replay: there is no schedule in '${typed}'`);
  return { schedule: checkSchedule(found.schedule), scenario: found.scenario };
}

function checkSchedule(schedule: string): string {
  const wrong = schedule.split(',').find((slice) => {
    const [thread = '', steps = ''] = slice.split('x');
    return Number(thread) >= mostThreads || Number(steps) >= 2 ** 31;
  });
  if (wrong === undefined) return schedule;
  throw new UsageError(`--replay: '${wrong}' is no slice`, `Threads are numbered from 0 to ${mostThreads - 1}.`);
}

function firstFinding(text: string): { schedule: string; scenario: string } | undefined {
  try {
    const { findings } = JSON.parse(text) as { findings?: { schedule?: unknown; scenario?: unknown }[] };
    const { schedule, scenario } = findings?.[0] ?? {};
    if (typeof schedule !== 'string' || typeof scenario !== 'string') return undefined;
    return schedulePattern.test(schedule) ? { schedule, scenario } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseViolation(typed: string): Property {
  const found = violations.find((name) => name === typed);
  if (found !== undefined) return found;
  throw new UsageError(`--past: '${typed}' is no violation`, `There are: ${violations.join(', ')}.`);
}

function parseTraceFile(typed: string): string {
  const file = checkFileName('trace', typed);
  if (traceKindOf(file).format !== 'recording') return file;
  throw new UsageError(`--trace: '${file}' would be a recording`, 'End the name in .json or .pftrace.');
}

/** The checked command line of `explore`. */
export interface ExploreConfig extends ExploreDocumentConfig {
  readonly version: string;
  /** Undefined: all standard scenarios. */
  readonly scenario: ScenarioChoice | undefined;
  readonly preemptions: number;
  readonly replay?: string;
  readonly traceFile?: string;
}

/** A standard scenario, or the text of a file. */
type ScenarioChoice = { readonly name: string } | { readonly name: string; readonly text: string };
