// Progress lines on standard error, which are rewritten in place.
import type { RoundsProgress } from '../bench/comparison/live.js';
import type { TrialProgress } from '../bench/experiment.js';
import type { ExploreProgress } from '../bench/explore.js';
import type { TortureProgress } from '../bench/torture.js';

const phaseWords: Record<TrialProgress['phase'], string> = {
  floors: 'measuring the floors',
  warmup: 'warming up',
  measure: 'measuring',
  drain: 'waiting for the last callbacks',
  done: 'writing',
};

type Progress = TrialProgress | RoundsProgress | TortureProgress;

/** A progress line that is rewritten in place. Prints nothing if the stream is not a terminal. */
export class ProgressLine {
  private phaseBegan = { trial: '', phase: '', elapsedNs: 0 };

  /** @param durationNs the measured time of a trial */
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly durationNs: number,
  ) {}

  show(progress: Progress): void {
    if (!this.stream.isTTY) return;
    const line = progressText(progress, this.inPhaseNs(progress), this.durationNs);
    this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Erases the line. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }

  /** The engine counts from the trial's start; a phase begins when it is first reported. */
  private inPhaseNs(progress: Progress): number {
    const { phase, elapsedNs } = progress;
    const trial = trialText(progress);
    const began = this.phaseBegan;
    if (began.trial !== trial || began.phase !== phase) this.phaseBegan = { trial, phase, elapsedNs };
    return elapsedNs - this.phaseBegan.elapsedNs;
  }
}

/** `[1/2] baseline  measuring  2.3 of 5 s  9 unmaps`, `[round 3/12] v3  measuring  1.0 of 2 s  4 unmaps  2:10 left` */
function progressText(progress: Progress, inPhaseNs: number, durationNs: number): string {
  const { phase } = progress;
  const work = `${progress.count} ${progress.unit}`;
  const done = phase === 'measure' ? `  ${(inPhaseNs / 1e9).toFixed(1)} of ${durationNs / 1e9} s  ${work}` : '';
  const left = 'leftNs' in progress && progress.leftNs !== undefined ? `  ${clockText(progress.leftNs)} left` : '';
  return `${trialText(progress)}  ${phaseWords[phase]}${done}${left}`;
}

function trialText(progress: Progress): string {
  if ('versions' in progress) return `[${progress.index + 1}/${progress.versions}] ${progress.version}`;
  if ('index' in progress) return `[${progress.index + 1}/${progress.trials}] ${progress.version}`;
  const { done, rounds, label } = progress;
  return `[round ${done + 1}${rounds === undefined ? '' : `/${rounds}`}] ${label}`;
}

/** `2:05` */
function clockText(ns: number): string {
  const seconds = Math.max(0, Math.round(ns / 1e9));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The progress line of an exploration. Prints nothing if the stream is not a terminal. */
export class ExploreLine {
  constructor(private readonly stream: NodeJS.WriteStream) {}

  show({ scenario, index, scenarios, schedules }: ExploreProgress): void {
    if (!this.stream.isTTY) return;
    const line = `[${index + 1}/${scenarios}] ${scenario}  ${schedules.toLocaleString('en-US')} schedules`;
    this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Erases the line. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}

/** The current step in one line that is rewritten in place. Prints nothing if the stream is not a terminal. */
export class StepLine {
  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(step: string): void {
    if (this.stream.isTTY) this.stream.write(`\r\x1b[K${step.slice(0, (this.stream.columns || 80) - 1)}`);
  }

  /** Erases the line. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}
