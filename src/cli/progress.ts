import type { TrialProgress } from '../bench/experiment.js';
import type { RunConfig } from '../model/run-config.js';

const phaseWords: Record<TrialProgress['phase'], string> = {
  floors: 'measuring the floors',
  warmup: 'warming up',
  measure: 'measuring',
  drain: 'waiting for the last callbacks',
  done: 'writing',
};

/** One line of progress, rewritten in place. Prints nothing where the stream is no terminal. */
export class ProgressLine {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly config: RunConfig,
  ) {}

  show(progress: TrialProgress): void {
    if (!this.stream.isTTY) return;
    const line = progressText(progress, this.config.durationNs).slice(0, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r\x1b[K${line}`);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}

/** `[1/2] baseline  measuring  2.3 of 5 s  9 unmaps` */
export function progressText(
  { index, trials, version, phase, elapsedNs, unmaps }: TrialProgress,
  durationNs: number,
): string {
  const done =
    phase === 'measure' ? `  ${(elapsedNs / 1e9).toFixed(1)} of ${durationNs / 1e9} s  ${unmaps} unmaps` : '';
  return `[${index + 1}/${trials}] ${version}  ${phaseWords[phase]}${done}`;
}
