import type { ExploreProgress } from '../bench/explore.js';

/** One line of progress, rewritten in place. Prints nothing where the stream is no terminal. */
export class ExploreLine {
  constructor(private readonly stream: NodeJS.WriteStream) {}

  show({ scenario, index, scenarios, schedules }: ExploreProgress): void {
    if (!this.stream.isTTY) return;
    const line = `[${index + 1}/${scenarios}] ${scenario}  ${schedules.toLocaleString('en-US')} schedules`;
    this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}
