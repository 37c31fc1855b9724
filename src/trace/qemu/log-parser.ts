// A log of QEMU's as a stream of lines. Guest output, warnings and half lines stand between the events.

import { StringDecoder } from 'node:string_decoder';
import { events, isKnown, isMutexEvent } from './known-events.js';
import { latestNs, mostNumbers, newCounts, type QemuEvent, type TraceParser } from './qemu-event.js';

/** No event's line is longer; what is, is no text at all, and must not fill the memory. */
const longestLine = 64 * 1024;

export class LogParser implements TraceParser {
  readonly counts = newCounts();
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  /** Inside of a line that is too long. */
  private skipping = false;

  constructor(private readonly sink: (event: QemuEvent) => void) {}

  push(piece: Buffer): void {
    const lines = this.decoder.write(piece).split('\n');
    lines[0] = this.rest + (lines[0] ?? '');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
    if (this.rest.length > longestLine) {
      this.rest = '';
      this.skipping = true;
    }
  }

  end(): void {
    const last = this.rest + this.decoder.end();
    if (last !== '' || this.skipping) this.take(last);
    this.rest = '';
  }

  private take(line: string): void {
    const meaning = this.skipping || line.length > longestLine ? 'other' : parseLogLine(withoutReturn(line));
    this.skipping = false;
    if (typeof meaning === 'object') {
      this.counts.events += 1;
      this.sink(meaning);
      return;
    }
    this.counts.skippedLines += 1;
    if (meaning === 'untimed') this.counts.untimedLines += 1;
  }
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);

type LineMeaning = QemuEvent | 'untimed' | 'other';

const idAndTime = /(?:^|\D)(\d{1,10})@(\d{1,10})\.(\d{6}):(.*)$/;

const isoTime = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?Z (.*)$/;

const prefixes = /^(?:\[[^\]]*\] )?(?:[^\s:]+: )?(?:\((\d{1,10}):(.*?)\): )?(.*)$/;

/** All of QEMU's event names have an underscore. */
const eventText = /^([A-Za-z]\w*_\w*)(?:\s(.*))?$/;

const guestNameBefore = /^\S+ (?=([A-Za-z]\w*)(?:\s|$))/;

const mostTid = 2 ** 32 - 1;

export function parseLogLine(line: string): LineMeaning {
  const old = idAndTime.exec(line);
  if (old !== null) return oldLine(old);
  const iso = isoTime.exec(line);
  if (iso !== null) return isoLine(iso);
  const { text } = withoutPrefixes(line);
  return eventText.test(text) ? 'untimed' : 'other';
}

function oldLine([, tid, seconds, microseconds, text = '']: RegExpExecArray): LineMeaning {
  const timeNs = BigInt(seconds ?? 0) * 1_000_000_000n + BigInt(microseconds ?? 0) * 1000n;
  return eventOf(text, timeNs, Number(tid));
}

function isoLine([, seconds = '', fraction = '', rest = '']: RegExpExecArray): LineMeaning {
  const ms = msOf(seconds);
  if (Number.isNaN(ms) || ms < 0) return 'other';
  const { tid, threadName, text } = withoutPrefixes(rest);
  const event = text.replace(guestNameBefore, (guest, name: string) => (isKnown(name) ? '' : guest));
  return eventOf(event, BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')), tid, threadName);
}

/** Most lines are of the same second as the one before. */
let cached = { seconds: '', ms: Number.NaN };

function msOf(seconds: string): number {
  if (seconds !== cached.seconds) cached = { seconds, ms: Date.parse(`${seconds}Z`) };
  return cached.ms;
}

function withoutPrefixes(text: string): { tid?: number; threadName?: string; text: string } {
  const [, tid, threadName, rest = ''] = prefixes.exec(text) ?? [];
  return tid === undefined ? { text: rest } : { tid: Number(tid), threadName: threadName ?? '', text: rest };
}

function eventOf(text: string, timeNs: bigint, tid?: number, threadName?: string): LineMeaning {
  const [, name, rest = ''] = eventText.exec(text) ?? [];
  if (name === undefined || timeNs > latestNs || (tid !== undefined && tid > mostTid)) return 'other';
  const numbers = numbersOf(rest);
  if (numbers === undefined) return 'other';
  return {
    timeNs,
    ...(tid !== undefined && { tid }),
    ...(threadName !== undefined && { threadName }),
    name,
    numbers,
    ...(isMutexEvent(name) && { sourceFile: sourceFileOf(rest) }),
    ...(name === events.unmapBlob && { hasState: rest.includes('mapping_state') }),
  };
}

/** Numbers that stand alone, not parts of words; a null pointer is `(nil)`. */
const number = /(?<![\w./-])(?:0x[0-9a-fA-F]+|\(nil\)|-?\d+)(?![\w.])/g;

/** Undefined for one that no argument of QEMU's can be: the line is damaged. */
function numbersOf(text: string): bigint[] | undefined {
  const numbers: bigint[] = [];
  for (const [token] of text.matchAll(number)) {
    if (numbers.length === mostNumbers) break;
    const value = token.length > longestNumber ? undefined : integerOf(token);
    if (value === undefined || value > 2n ** 64n - 1n || value < -(2n ** 63n)) return undefined;
    numbers.push(BigInt.asUintN(64, value));
  }
  return numbers;
}

/** Digits of 2^64 with a sign, or 0x and 16 digits; some leading zeroes. */
const longestNumber = 24;

function integerOf(token: string): bigint {
  if (token === '(nil)') return 0n;
  return token.startsWith('-') ? -BigInt(token.slice(1)) : BigInt(token);
}

/** `… (../../util/main-loop.c:318)` → `../../util/main-loop.c` */
const sourceFileOf = (text: string) => /\((\S+):\d+\)\s*$/.exec(text)?.[1] ?? '';
