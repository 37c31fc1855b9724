// Parses a scenario: JSON with comments. Every error names the file, the line and the field.

import type { Node } from 'jsonc-parser';
import { boundNs, type Distribution, fixed } from '../base/distribution.js';
import { JsonSource, type Path } from '../base/json-source.js';
import { nearest } from '../base/suggest.js';
import { type Scenario, type ScenarioAction, type ScenarioThread, scenarioActions } from '../documents/scenario.js';

/** With more threads the scheduler would be measured. */
const mostThreads = 256;
const mostBurst = 10_000;
const shortestIntervalNs = 1_000;
const longestSectionNs = 60e9;

/**
 * @param file the name for error messages
 * @throws UsageError
 */
export function parseScenario(file: string, text: string): Scenario {
  const source = new JsonSource(file, text);
  const root = source.root();
  source.checkKeys(root, [], ['$schema', 'summary', 'threads']);
  const summary = source.string(root, [], 'summary') ?? '';
  const list = source.child(root, 'threads');
  if (list === undefined || list.type !== 'array' || (list.children ?? []).length === 0) {
    throw source.error(list ?? root, ['threads'], 'is not a list of threads', 'Write at least one: { "does": … }.');
  }
  const threads = (list.children ?? []).flatMap((node, i) => parseThreads(source, node, ['threads', i]));
  if (threads.length > mostThreads) {
    throw source.error(list, ['threads'], `are ${threads.length}`, `At most ${mostThreads}.`);
  }
  return { name: nameOf(file), summary, threads };
}

/** `scenarios/desktop.jsonc` → `desktop` */
const nameOf = (file: string) => file.replace(/^.*[/\\]/, '').replace(/\.jsonc?$/, '');

const threadKeys = [
  'name',
  'count',
  'does',
  'every',
  'lasts',
  'burst',
  'forces',
  'bql',
  'kick',
  'from',
  'until',
] as const;

/** Parses one entry, which describes `count` equal threads. */
function parseThreads(source: JsonSource, node: Node, path: Path): ScenarioThread[] {
  if (node.type !== 'object') throw source.error(node, path, 'is not a thread', 'Write { "does": …, "every": … }.');
  source.checkKeys(node, path, threadKeys);
  const does = parseAction(source, node, path);
  const every = source.distribution(node, path, 'every');
  if (every === undefined) {
    throw source.error(node, path, "has no 'every'", 'Say how often, as in "every": "exponential 10ms".');
  }
  if (boundNs(every) < shortestIntervalNs) {
    throw source.error(node, [...path, 'every'], 'is shorter than 1us', 'Nothing here can begin more often than that.');
  }
  const thread = { does, every, ...ofAction(source, node, path, does), ...parsePhase(source, node, path) };
  const name = source.string(node, path, 'name') ?? does;
  const count = source.count(node, path, 'count', mostThreads) ?? 1;
  return Array.from({ length: count }, (_, i) => ({ ...thread, name: count === 1 ? name : `${name} ${i}` }));
}

function parseAction(source: JsonSource, node: Node, path: Path): ScenarioAction {
  const word = source.string(node, path, 'does');
  const action = scenarioActions.find((name) => name === word);
  if (action !== undefined) return action;
  const meant = word === undefined ? undefined : nearest(word, scenarioActions);
  throw source.error(
    source.child(node, 'does') ?? node,
    [...path, 'does'],
    word === undefined ? 'is missing' : `'${word}' is not known`,
    meant === undefined ? `It can be ${scenarioActions.join(', ')}.` : `Did you mean ${meant}?`,
  );
}

/** The keys that apply to some actions only. */
const actionsOf = {
  lasts: ['section', 'hold-bql'],
  kick: ['section'],
  burst: ['call', 'chain'],
  forces: ['call', 'chain'],
  bql: ['section', 'call', 'chain', 'drain'],
} as const satisfies Record<string, readonly ScenarioAction[]>;

function ofAction(source: JsonSource, node: Node, path: Path, does: ScenarioAction) {
  for (const [key, actions] of Object.entries<readonly ScenarioAction[]>(actionsOf)) {
    const child = source.child(node, key);
    if (child !== undefined && !actions.includes(does)) {
      throw source.error(child, [...path, key], `has no meaning for ${does}`, `It belongs to ${actions.join(', ')}.`);
    }
  }
  const kickNs = source.duration(node, path, 'kick');
  const bql = source.boolean(node, path, 'bql') ?? threadDefaults.bql;
  if (kickNs !== undefined && bql) {
    throw source.error(node, [...path, 'kick'], 'and bql exclude each other', 'A KVM exit cannot be kicked.');
  }
  return {
    lasts: parseLasts(source, node, path, does),
    burst: source.count(node, path, 'burst', mostBurst) ?? threadDefaults.burst,
    forces: source.boolean(node, path, 'forces') ?? threadDefaults.forces,
    bql,
    ...(kickNs !== undefined && { kickNs }),
  };
}

function parseLasts(source: JsonSource, node: Node, path: Path, does: ScenarioAction): Distribution {
  const lasts = source.distribution(node, path, 'lasts');
  const needed: readonly ScenarioAction[] = actionsOf.lasts;
  if (lasts === undefined && needed.includes(does)) {
    throw source.error(node, path, "has no 'lasts'", 'Say how long, as in "lasts": "uniform 1ms..5ms".');
  }
  if (lasts !== undefined && boundNs(lasts) > longestSectionNs) {
    throw source.error(node, [...path, 'lasts'], 'may be longer than a minute', 'Lower it.');
  }
  return lasts ?? threadDefaults.lasts;
}

function parsePhase(source: JsonSource, node: Node, path: Path) {
  const fromNs = source.duration(node, path, 'from') ?? threadDefaults.fromNs;
  const untilNs = source.duration(node, path, 'until');
  if (untilNs === undefined || untilNs > fromNs) return { fromNs, ...(untilNs !== undefined && { untilNs }) };
  throw source.error(source.child(node, 'until') ?? node, [...path, 'until'], 'is not after its begin', 'Raise it.');
}

/** The values of keys that a thread leaves out. */
const threadDefaults = {
  lasts: fixed(0),
  burst: 1,
  forces: false,
  bql: false,
  fromNs: 0,
} as const;
