// The report of an exploration for the terminal.

import { durationText, sizeText } from '../base/units.js';
import { reproduceExploration, reproduceFinding } from '../config/reproduce.js';
import type { ExplorationResult, ExploreDocument, Finding, LogEntry, ShownSchedule } from '../documents/explore.js';
import { count, figure, shortCount, significant } from './figures.js';
import type { Paint } from './paint.js';
import { padVisible, renderPlainTable } from './plain-table.js';
import { wrap } from './wrap.js';

interface Terminal {
  columns: number;
  paint: Paint;
}

export function exploreText(document: ExploreDocument, terminal: Terminal): string {
  const { paint, columns } = terminal;
  const { explorations, trace } = document;
  const parts = [
    wrap(describe(document), columns),
    document.replayed === undefined ? table(document, paint) : '',
    ...explorations.filter((one) => one.findings.length > 0).map((one) => findingsBlock(one, document, terminal)),
    paint.dim(wrap(verdict(document), columns)),
    trace === undefined ? '' : `Trace   ${trace.file}`,
    document.replayed !== undefined ? '' : paint.dim(replay(document)),
    document.replayed !== undefined ? '' : paint.dim(`Again   ${reproduceExploration(document)}`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function describe({ version, preemptions, config, replayed }: ExploreDocument): string {
  const { strategy, seed, atomicCall, earlyTimers, prune, past } = config;
  if (replayed !== undefined) return `explore ${version}, one schedule replayed`;
  const how = strategy === 'dfs' ? `every schedule with up to ${plural(preemptions, 'preemption')}` : strategy;
  const words = [
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(atomicCall ? ['call_rcu atomic'] : []),
    ...(earlyTimers ? ['early timers'] : []),
    ...(prune ? [] : ['not pruned']),
    ...(past.length === 0 ? [] : [`past ${past.join(', ')}`]),
  ];
  return [`explore ${version}, ${how}`, ...words].join(', ');
}

const plural = (n: number, word: string) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

const endWords: Record<ExplorationResult['ended'], string> = {
  complete: 'complete',
  budget: 'UNFINISHED',
  stopped: 'interrupted',
  found: 'by chance',
};

function table({ explorations, replayed, config }: ExploreDocument, paint: Paint): string {
  const head = [
    '',
    replayed === undefined ? 'explored' : 'replayed',
    'schedules',
    'states',
    'steps',
    'time',
    'broken',
    'notes',
  ];
  const rows = explorations.map((one) => [
    paint.bold(one.scenario),
    endText(one, config.strategy === 'dfs', paint),
    count(one.schedules),
    shortCount(one.states),
    shortCount(one.steps),
    figure(one.seconds * 1e9, 'ns'),
    ...foundTexts(one.findings, paint),
  ]);
  return renderPlainTable({ rows: [head.map((text) => paint.dim(text)), ...rows], leftColumns: 2, gap: 1 });
}

function endText({ ended }: ExplorationResult, every: boolean, paint: Paint): string {
  if (!every && ended === 'budget') return 'by chance';
  return ended === 'complete' || ended === 'found' ? endWords[ended] : paint.bad(endWords[ended]);
}

function foundTexts(findings: readonly Finding[], paint: Paint): string[] {
  const broken = findings.filter(({ severity }) => severity === 'violation').length;
  const noted = findings.length - broken;
  return [broken > 0 ? paint.bad(String(broken)) : '-', noted > 0 ? String(noted) : '-'];
}

function findingsBlock(exploration: ExplorationResult, { replayed }: ExploreDocument, terminal: Terminal): string {
  const threads = ['RCU thread', ...exploration.threads].map((name, i) => `${i} ${name}`).join(', ');
  const lines = exploration.findings.flatMap((finding) => findingLines(finding, replayed !== undefined, terminal));
  return [`${terminal.paint.bold(exploration.scenario)}: threads ${threads}`, ...lines].join('\n');
}

const nameWidth = 22;

function findingLines(finding: Finding, replayed: boolean, { columns, paint }: Terminal): string[] {
  const { property, severity, preemptions, schedule, worst_ms } = finding;
  const name = severity === 'violation' ? paint.bad(property.toUpperCase()) : property;
  const ways = replayed ? [] : [`${plural(finding.count, 'way')} to it`];
  const worst = worst_ms === undefined ? [] : [`force to callback up to ${significant(worst_ms)} ms`];
  const facts = [plural(preemptions, 'preemption'), ...ways, ...worst].join(', ');
  const indent = ' '.repeat(nameWidth + 2);
  return [
    `  ${padVisible(name, nameWidth)}${wrap(facts, columns - indent.length, indent.length)}`,
    ...breakSchedule(schedule, columns - indent.length).map((line) => indent + line),
  ];
}

/** The separator of the parts; pasted together the lines are the schedule. */
export function breakSchedule(schedule: string, columns: number): string[] {
  const lines = [''];
  for (const slice of schedule.split(/(?<=,)/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + slice.length > columns) lines.push(slice);
    else lines[lines.length - 1] = line + slice;
  }
  return lines;
}

/** How much of the state space was explored. */
function verdict(document: ExploreDocument): string {
  const model = 'Memory is sequentially consistent, steps take no time.';
  if (document.replayed !== undefined) {
    const found = document.findings.length === 0 ? 'It shows nothing. ' : '';
    return `${found}${model} Behind the schedule's end nobody was interrupted.`;
  }
  if (document.config.strategy !== 'dfs') {
    return `${model} Schedules by chance: what was not found may be there all the same.`;
  }
  return `${model} ${coverage(document)} ${memory(document)}`;
}

function coverage({ config, complete, explorations, preemptions }: ExploreDocument): string {
  if (complete) return `Of these scenarios and up to ${plural(preemptions, 'preemption')} this is all.`;
  const open = explorations.filter((one) => !one.complete).map(({ scenario }) => scenario);
  const rest = open.length === 0 ? 'Not every scenario was begun' : `Not all of ${open.join(', ')} was seen`;
  return `${rest}: more time (--budget, now ${durationText(config.budgetNs)}) may finish it.`;
}

function memory({ config, explorations }: ExploreDocument): string {
  const most = Math.max(0, ...explorations.map(({ memoryBytes }) => memoryBytes));
  const full = explorations.some(({ memoryUsedUp }) => memoryUsedUp);
  const limit = sizeText(config.memoryBytes);
  return `States took ${figure(most, 'B')}${full ? `: more than --memory ${limit} lets them, so some were explored again` : ''}.`;
}

/** The command that shows the gravest finding in columns. A shell reads both lines as one. */
function replay(document: ExploreDocument): string {
  const [first] = document.findings;
  if (first === undefined) return '';
  return `Replay  ${reproduceFinding(document, first)}`.replace(
    / (--format columns --replay \S+)$/,
    ` \\\n${' '.repeat(10)}$1`,
  );
}

const width = 72;

/** 24.8 days: QEMU's "for ever". */
const endlessMs = 2 ** 31 - 1;

const events = ['gp', 'ready', 'sync', 'force', 'done'];

const reasons = ['30 callbacks', 'sleeps used', 'asked for', 'woken', 'timed out', 'a drain'];

const eventName = (a: number) => events[a] ?? 'event';

const callback = (a: number) => (a < 0 ? 'dummy' : `c${a + 1}`);

const wait = (a: number, b: number) => `wait ${eventName(a)}${b < 0 || b >= endlessMs ? '' : ` ${b} ms`}`;

type Words = (a: number, b: number, threads: readonly string[]) => string | undefined;

/** The text of a probe in a column; probes without an entry are omitted. */
const wordsOf: Readonly<Record<string, Words>> = {
  call_begin: (a) => `call_rcu(${callback(a)})`,
  enqueue_swapped: (a) => (a < 0 ? undefined : ' swap tail'),
  enqueue_linked: (a) => (a < 0 ? undefined : ' link'),
  count_raised: (_, b) => ` count = ${b}`,
  event_set: (a) => ` set ${eventName(a)}`,
  event_reset: (a) => ` reset ${eventName(a)}`,
  event_wait_begin: (a, b) => ` ${wait(a, b)}`,
  event_wait_end: (_, b) => (b === 1 ? '  is set' : '  timed out'),
  futex_wake: () => '  wake',
  sem_post: () => ' post',
  sem_wait_begin: (a, b) => ` ${wait(a, b)}`,
  sem_wait_end: (_, b) => (b === 1 ? '  posted' : '  timed out'),
  sleep_begin: (a) => ` sleep ${a / 1e6} ms`,
  count_read: (a) => `n = ${a}`,
  fetch: (a, b) => (a === 0 ? 'n = 0: idle' : `fetch ${a}${b === 1 ? ', forced' : ''}`),
  gp_begin: () => 'grace period',
  force_decided: (a) => ` force: ${reasons[a] ?? a}`,
  force_notify: (a, _, threads) => (a <= 0 ? undefined : ` kick ${threads[a] ?? a}`),
  scan_end: (a) => ` scan: ${a} left`,
  gp_end: () => 'gp ends',
  count_subtracted: (a) => `count -= ${a}`,
  dequeue_broken: () => 'link broken',
  callback_begin: (a) => `run ${callback(a)}`,
  force_begin: () => 'force_rcu()',
  force_end: () => ' returns',
  drain_begin: () => 'drain',
  drain_end: () => ' drained',
  synchronize_begin: () => 'synchronize',
  synchronize_end: () => ' done',
  read_lock: () => 'read lock',
  read_unlock: () => 'read unlock',
  reader_signals: () => ' tells gp',
  reader_register: () => 'registered',
  reader_unregister: () => 'unregister',
  bql_acquired: () => 'BQL taken',
  bql_released: () => 'BQL dropped',
};

export function columnsText(shown: ShownSchedule): string {
  const threads = ['RCU', ...shown.threads];
  const log = untilShown(shown);
  const busy = threads.map((_, i) => log.some(({ kind, thread }) => kind === 'operation' && thread === i));
  const columns = threads.flatMap((name, i) => (busy[i] ? [{ name, thread: i }] : []));
  const each = Math.floor(width / Math.max(1, columns.length));
  const place = new Map(columns.map(({ thread }, i) => [thread, i * each]));
  const lines = [columns.map(({ name }) => cell(name, each)).join(''), '-'.repeat(width)];
  let timeNs = 0;
  for (const entry of log) {
    if (entry.timeNs > timeNs) lines.push(centred(`${(entry.timeNs - timeNs) / 1e6} ms later`));
    timeNs = Math.max(timeNs, entry.timeNs);
    const line = entryLine(entry, threads, place, each);
    if (line !== undefined) lines.push(line);
  }
  if (shown.endsIn !== undefined) lines.push(`*** ${shown.endsIn}`);
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Up to the step that the finding is about. */
function untilShown({ log, finding }: ShownSchedule): readonly LogEntry[] {
  const at = log.findIndex(({ kind, name }) => kind === 'note' && name === finding?.property);
  return at < 0 ? log : log.slice(0, at + 1);
}

function entryLine(
  { kind, name, thread, a, b }: LogEntry,
  threads: readonly string[],
  place: ReadonlyMap<number, number>,
  each: number,
): string | undefined {
  if (kind === 'note') return `*** ${name}`;
  const words = kind === 'probe' ? wordsOf[name]?.(a, b, threads) : undefined;
  if (words === undefined) return undefined;
  return `${' '.repeat(place.get(thread) ?? 0)}${cell(words, each)}`;
}

const cell = (text: string, each: number) => text.slice(0, each - 1).padEnd(each);

function centred(text: string): string {
  const dashes = '-'.repeat(Math.max(2, Math.floor((width - text.length - 2) / 2)));
  return `${dashes} ${text} ${dashes}`.slice(0, width);
}
