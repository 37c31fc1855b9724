// A log of QEMU's as a stream of lines. Guest output, warnings and half lines stand between the events.
import { StringDecoder } from 'node:string_decoder';
import { parseLogLine } from './log-line.js';
import { newCounts, type QemuEvent, type TraceParser } from './qemu-event.js';

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
