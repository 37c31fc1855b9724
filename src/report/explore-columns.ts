// A schedule as reviewers draw it in a mail: a column for each thread, time downwards.
import type { LogEntry, ShownSchedule } from '../documents/explore.js';

const width = 72;
/** 24.8 days: QEMU's "for ever". */
const endlessMs = 2 ** 31 - 1;

const events = ['gp', 'ready', 'sync', 'force', 'done'];
const reasons = ['30 callbacks', 'sleeps used', 'asked for', 'woken', 'timed out', 'a drain'];

const eventName = (a: number) => events[a] ?? 'event';
const callback = (a: number) => (a < 0 ? 'dummy' : `c${a + 1}`);
const wait = (a: number, b: number) => `wait ${eventName(a)}${b < 0 || b >= endlessMs ? '' : ` ${b} ms`}`;

type Words = (a: number, b: number, threads: readonly string[]) => string | undefined;

/** What a probe is in a column; what is not here is left out. */
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

/** Up to what the finding is about. */
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
