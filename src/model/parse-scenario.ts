// Reads a scenario: JSON with comments. Every complaint names the file, the line and the field.
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { boundNs, type Distribution, parseDistribution } from './distribution.js';
import { UsageError } from './errors.js';
import {
  type Scenario,
  type ScenarioAction,
  type ScenarioThread,
  scenarioActions,
  threadDefaults,
} from './scenario.js';
import { nearest } from './suggest.js';
import { parseDurationNs } from './units.js';

/** More would be a benchmark of the scheduler. */
const mostThreads = 256;
const mostBurst = 10_000;
const shortestIntervalNs = 1_000;
const longestSectionNs = 60e9;

/**
 * @param file its name as it was given, for complaints
 * @throws UsageError
 */
export function parseScenario(file: string, text: string): Scenario {
  const source = new Source(file, text);
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
type Path = readonly (string | number)[];

/** One entry: as many threads as its count says. */
function parseThreads(source: Source, node: Node, path: Path): ScenarioThread[] {
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

function parseAction(source: Source, node: Node, path: Path): ScenarioAction {
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

/** What only some actions have. */
const actionsOf = {
  lasts: ['section', 'hold-bql'],
  kick: ['section'],
  burst: ['call', 'chain'],
  forces: ['call', 'chain'],
  bql: ['section', 'call', 'chain', 'drain'],
} as const satisfies Record<string, readonly ScenarioAction[]>;

function ofAction(source: Source, node: Node, path: Path, does: ScenarioAction) {
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

function parseLasts(source: Source, node: Node, path: Path, does: ScenarioAction): Distribution {
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

function parsePhase(source: Source, node: Node, path: Path) {
  const fromNs = source.duration(node, path, 'from') ?? threadDefaults.fromNs;
  const untilNs = source.duration(node, path, 'until');
  if (untilNs === undefined || untilNs > fromNs) return { fromNs, ...(untilNs !== undefined && { untilNs }) };
  throw source.error(source.child(node, 'until') ?? node, [...path, 'until'], 'is not after its begin', 'Raise it.');
}

/** A text with its tree, and complaints that say where. */
class Source {
  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {}

  root(): Node {
    const errors: ParseError[] = [];
    const tree = parseTree(this.text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first !== undefined) {
      throw this.complaint(first.offset, `is not JSON: ${words(printParseErrorCode(first.error))}`, '');
    }
    if (tree?.type !== 'object') throw this.complaint(0, 'is not a scenario', 'Write { "threads": [ … ] }.');
    return tree;
  }

  child(node: Node, key: string): Node | undefined {
    return findNodeAtLocation(node, [key]);
  }

  checkKeys(node: Node, path: Path, known: readonly string[]): void {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [keyNode] = property.children ?? [];
      const key = String(keyNode?.value);
      if (!known.includes(key)) {
        const meant = nearest(key, known);
        const remedy = meant === undefined ? `Fields: ${known.join(', ')}.` : `Did you mean ${meant}?`;
        throw this.error(property, [...path, key], 'is not a field', remedy);
      }
      if (seen.has(key)) throw this.error(property, [...path, key], 'stands twice', 'Take one of them out.');
      seen.add(key);
    }
  }

  string(node: Node, path: Path, key: string): string | undefined {
    return this.typed<string>(node, path, key, 'string', 'a text');
  }

  boolean(node: Node, path: Path, key: string): boolean | undefined {
    return this.typed<boolean>(node, path, key, 'boolean', 'true or false');
  }

  count(node: Node, path: Path, key: string, most: number): number | undefined {
    const value = this.typed<number>(node, path, key, 'number', 'a whole number');
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return value;
    const child = this.child(node, key) ?? node;
    throw this.error(child, [...path, key], `${value} is out of range`, `It can be 1 to ${most}.`);
  }

  duration(node: Node, path: Path, key: string): number | undefined {
    return this.parsed(node, path, key, parseDurationNs);
  }

  distribution(node: Node, path: Path, key: string): Distribution | undefined {
    return this.parsed(node, path, key, parseDistribution);
  }

  error(node: Node, path: Path, problem: string, remedy: string): UsageError {
    const place = path.length === 0 ? '' : `${pathText(path)} `;
    return this.complaint(node.offset, `${place}${problem}`, remedy);
  }

  /** A text with a unit, read by one of the command line's own parsers. */
  private parsed<Value>(node: Node, path: Path, key: string, parse: (text: string) => Value): Value | undefined {
    const text = this.string(node, path, key);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const child = this.child(node, key) ?? node;
      throw this.error(child, [...path, key], error.message, error.suggestions.join(' '));
    }
  }

  private typed<Value>(node: Node, path: Path, key: string, type: Node['type'], what: string): Value | undefined {
    const child = this.child(node, key);
    if (child === undefined) return undefined;
    if (child.type === type) return child.value as Value;
    throw this.error(child, [...path, key], `is not ${what}`, '');
  }

  private complaint(offset: number, problem: string, remedy: string): UsageError {
    const line = this.text.slice(0, offset).split('\n').length;
    return new UsageError(`${this.file}:${line}: ${problem}`, ...(remedy === '' ? [] : [remedy]));
  }
}

/** `threads[2].every` */
const pathText = (path: Path) =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`)).join('');

/** `PropertyNameExpected` → `property name expected` */
const words = (code: string) =>
  code.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : ' '}${letter.toLowerCase()}`);
