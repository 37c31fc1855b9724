// The parent's side of a trial: starts its process, listens, and ends it when it says nothing any more.
import { type ChildProcess, fork } from 'node:child_process';
import type { EngineProgress } from '../engine/engine.js';
import { builtFile } from '../files/package-folder.js';
import { UserError } from '../model/errors.js';
import type { TraceInfo, TrialStatus } from '../model/result.js';
import type { UnmapStory, UnmapTime } from '../model/unmap-story.js';
import type { Interruption } from './interruption.js';
import { rescueRecording } from './trace-target.js';
import type { ChildResult, FromChild, SampleRange, ToChild, TrialJob } from './trial-messages.js';

/** How a trial ended; what its process could not tell is absent. */
export interface TrialOutcome {
  status: TrialStatus;
  measuredNs?: number;
  overloaded: boolean;
  evidence: string[];
  counters: Record<string, number>;
  /** In the job's samplesFile. */
  samples: Record<string, SampleRange>;
  trace?: Omit<TraceInfo, 'file' | 'recording'>;
  slowest?: UnmapStory;
  unmapTime?: UnmapTime;
  notTriggered?: boolean;
  /** What became of its trace, where that is not what was asked for. */
  traceFailures: UserError[];
  /** Of a torture that stalled. */
  lastEvents?: string[];
}

export interface TrialLimits {
  /** A process that is silent for so long is killed. */
  silenceMs: number;
  /** The same while it writes its files. */
  writingSilenceMs: number;
  /** After its result, or after it was told to stop. */
  endMs: number;
}

export const defaultLimits: TrialLimits = { silenceMs: 10_000, writingSilenceMs: 120_000, endMs: 5_000 };

export interface TrialHooks {
  interruption: Interruption;
  onProgress?: (progress: EngineProgress) => void;
  limits?: TrialLimits;
  /** Another child, for tests. */
  childModule?: URL;
}

/** Runs one trial to its end, whatever that is. Rejects only for a UserError, such as an addon that cannot be loaded. */
export function runTrial(job: TrialJob, hooks: TrialHooks): Promise<TrialOutcome> {
  return new TrialProcess(job, hooks).outcome;
}

const stderrKept = 8192;
const seconds = (ms: number) => `${ms / 1000} s`;

class TrialProcess {
  readonly outcome: Promise<TrialOutcome>;
  private readonly child: ChildProcess;
  private readonly limits: TrialLimits;
  private readonly watchdog: NodeJS.Timeout;
  private deadline = 0;
  private result: ChildResult | undefined;
  private failed: Extract<FromChild, { kind: 'failed' }> | undefined;
  private killedFor: string | undefined;
  private writing = false;
  private stopping = false;
  private stderr = '';

  constructor(
    private readonly job: TrialJob,
    private readonly hooks: TrialHooks,
  ) {
    this.limits = hooks.limits ?? defaultLimits;
    this.child = fork(hooks.childModule ?? builtFile('trial-child'), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (data: Buffer) => {
      this.stderr = (this.stderr + data).slice(-stderrKept);
    });
    this.child.on('message', (message: FromChild) => this.hear(message));
    this.watchdog = setInterval(() => this.watch(), Math.min(500, this.limits.silenceMs / 4));
    this.allow(this.limits.silenceMs);
    this.send({ kind: 'start', job });
    const unsubscribe = hooks.interruption.subscribe({
      stop: () => this.stop(),
      kill: () => this.kill('interrupted twice'),
    });
    this.outcome = this.end().finally(() => {
      clearInterval(this.watchdog);
      unsubscribe();
    });
  }

  private end(): Promise<TrialOutcome> {
    return new Promise((resolve, reject) => {
      this.child.on('error', (error) => {
        // Without a process there will be no 'close'.
        if (this.child.pid === undefined)
          reject(new UserError(`cannot start a process for the trial: ${error.message}`));
      });
      this.child.on('close', (code, signal) => {
        if (this.failed?.userError) {
          reject(new UserError(this.failed.message, { suggestions: this.failed.suggestions }));
        } else {
          resolve({ ...this.judge(code, signal), traceFailures: this.traceFailures() });
        }
      });
    });
  }

  private hear(message: FromChild): void {
    switch (message.kind) {
      case 'progress':
        if (!this.stopping) this.allow(this.limits.silenceMs);
        this.hooks.onProgress?.(message.progress);
        break;
      case 'writing':
        this.writing = true;
        this.allow(this.limits.writingSilenceMs);
        break;
      case 'result':
        this.result = message.result;
        if (message.result.status === 'stalled') this.child.kill('SIGKILL');
        else this.allow(this.limits.endMs);
        break;
      case 'failed':
        this.failed = message;
        this.allow(this.limits.endMs);
        break;
    }
  }

  private stop(): void {
    this.stopping = true;
    if (!this.writing) this.allow(this.limits.endMs);
    this.send({ kind: 'stop' });
  }

  private allow(ms: number): void {
    this.deadline = Date.now() + ms;
  }

  private watch(): void {
    if (Date.now() < this.deadline) return;
    if (this.result !== undefined) this.kill('its process did not end after its result');
    else if (this.writing) this.kill(`it took more than ${seconds(this.limits.writingSilenceMs)} to write its files`);
    else if (this.stopping) this.kill(`it did not stop within ${seconds(this.limits.endMs)}`);
    else this.kill(`its process gave no sign of life for ${seconds(this.limits.silenceMs)}`);
  }

  private kill(reason: string): void {
    this.killedFor ??= reason;
    this.child.kill('SIGKILL');
  }

  private send(message: ToChild): void {
    // A child that is already gone is no error here: its 'close' tells.
    if (this.child.connected) this.child.send(message, () => {});
  }

  private judge(code: number | null, signal: NodeJS.Signals | null): JudgedTrial {
    if (this.result?.status === 'stalled') return outcomeOf(this.result);
    if (this.result !== undefined && code === 0) return outcomeOf(this.result);
    const evidence = [this.endText(code, signal), ...this.lastWords()];
    if (this.result !== undefined) {
      const measured = outcomeOf(this.result);
      return { ...measured, status: 'crashed', evidence: [...measured.evidence, ...evidence] };
    }
    const status = this.stopping ? 'interrupted' : 'crashed';
    return { status, overloaded: false, evidence, counters: {}, samples: {} };
  }

  private traceFailures(): UserError[] {
    const { trace } = this.job;
    const error = this.result?.traceError;
    const rescued = trace && rescueRecording(trace);
    return [...(error === undefined ? [] : [new UserError(error)]), ...(rescued === undefined ? [] : [rescued])];
  }

  private endText(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.killedFor !== undefined) return `killed: ${this.killedFor}`;
    if (this.failed !== undefined) return `failed: ${this.failed.message}`;
    const when = this.result === undefined ? '' : ' after its result';
    return signal === null
      ? `its process ended with exit code ${code}${when}`
      : `its process was killed by ${signal}${when}`;
  }

  private lastWords(): string[] {
    return this.stderr
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-20);
  }
}

type JudgedTrial = Omit<TrialOutcome, 'traceFailures'>;

function outcomeOf({ report, traceError: _, ...result }: ChildResult): JudgedTrial {
  return { ...result, evidence: report };
}
