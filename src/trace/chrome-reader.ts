// Chrome JSON as rcu-bench exports it, one event a line, for its figures. Constant memory, beside the figures.
import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../base/errors.js';
import type { SummaryReader, TallyArgs, TraceTally } from './tally.js';

interface ChromeEvent {
  ph?: string;
  name?: string;
  cat?: string;
  pid?: number;
  /** Of rows. */
  id2?: { local?: string };
  ts?: number;
  dur?: number;
  args?: TallyArgs;
}

/** What an export begins with, and what stands behind its last event. */
const opening = '{"traceEvents":[';
const closing = '],';

/** A longer line was not written by rcu-bench. */
const longestLine = 1 << 20;

export class ChromeReader implements SummaryReader {
  private readonly decoder = new StringDecoder('utf8');
  /** Rows: open slices by process, category and id. */
  private readonly open = new Map<string, ChromeEvent[]>();
  private rest = '';
  private state: 'new' | 'events' | 'closed' = 'new';

  constructor(
    private readonly file: string,
    private readonly tally: TraceTally,
  ) {}

  push(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
    if (this.rest.length > longestLine) throw this.foreign();
  }

  end(): void {
    this.line(this.rest + this.decoder.end());
    if (this.state === 'closed') return;
    throw new UserError(`'${this.file}' was cut: it has no end`);
  }

  /** An event, with the comma that parts it from the next; the lines round the list are none. */
  private line(line: string): void {
    if (this.state === 'new' && line !== opening) throw this.foreign();
    if (this.state === 'new') this.state = 'events';
    if (line.startsWith(closing)) this.state = 'closed';
    if (!line.startsWith('{"ph"')) return;
    this.event(this.parse(line.endsWith(',') ? line.slice(0, -1) : line));
  }

  private parse(text: string): ChromeEvent {
    try {
      return JSON.parse(text) as ChromeEvent;
    } catch (error) {
      throw new UserError(`'${this.file}' is damaged: a line of it is no whole event`, { cause: error });
    }
  }

  private event(event: ChromeEvent): void {
    const { ph, name = '', cat = '', pid, id2, args = {} } = event;
    if (ph === 'X') this.tally.slice(cat, name, ns(event.dur), args);
    if (ph === 'i') this.tally.mark(cat, name, args);
    if (ph !== 'b' && ph !== 'e') return;
    const key = `${pid}/${cat}/${id2?.local}`;
    const stack = this.open.get(key) ?? [];
    this.open.set(key, stack);
    if (ph === 'b') stack.push(event);
    else this.close(event, stack);
  }

  /** An export writes each row's slice as a pair, the end right behind its begin. */
  private close(end: ChromeEvent, stack: ChromeEvent[]): void {
    const begin = stack.pop();
    if (begin === undefined) return;
    this.tally.slice(begin.cat ?? '', begin.name ?? '', ns(end.ts) - ns(begin.ts), begin.args ?? {});
  }

  private foreign(): UserError {
    return new UserError(`'${this.file}' was not exported by rcu-bench: it has no event a line`);
  }
}

const ns = (microseconds = 0) => Math.round(microseconds * 1000);
