/** The step that is in progress, in one line that is rewritten in place. Prints nothing where the stream is no terminal. */
export class StepLine {
  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(step: string): void {
    if (this.stream.isTTY) this.stream.write(`\r\x1b[K${step.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}
