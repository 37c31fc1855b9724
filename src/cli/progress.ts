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
  private phaseBegan = { index: -1, phase: '', elapsedNs: 0 };

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly config: RunConfig,
  ) {}

  show(progress: TrialProgress): void {
    if (!this.stream.isTTY) return;
    const line = progressText(progress, this.inPhaseNs(progress), this.config.durationNs);
    this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Takes the line away again. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }

  /** The engine counts from the trial's start; a phase begins when it is first heard of. */
  private inPhaseNs({ index, phase, elapsedNs }: TrialProgress): number {
    const began = this.phaseBegan;
    if (began.index !== index || began.phase !== phase) this.phaseBegan = { index, phase, elapsedNs };
    return elapsedNs - this.phaseBegan.elapsedNs;
  }
}

/** `[1/2] baseline  measuring  2.3 of 5 s  9 unmaps` */
export function progressText(progress: TrialProgress, inPhaseNs: number, durationNs: number): string {
  const { index, trials, version, phase, unmaps } = progress;
  const done =
    phase === 'measure' ? `  ${(inPhaseNs / 1e9).toFixed(1)} of ${durationNs / 1e9} s  ${unmaps} unmaps` : '';
  return `[${index + 1}/${trials}] ${version}  ${phaseWords[phase]}${done}`;
}
