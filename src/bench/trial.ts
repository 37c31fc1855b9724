// The parent's side of a trial: it starts the process, receives its messages, and kills the process when it falls
// silent.
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { endOf } from '../base/child-end.js';
import { systemErrorText, UserError } from '../base/errors.js';
import type { EngineProgress } from '../engine/engine.js';
import { builtFile } from '../files/package-folder.js';
import type { Interruption } from './interruption.js';
import { rescueRecording } from './trace-target.js';
import type { FromChild, ToChild, TrialJob, TrialOutcome } from './trial-messages.js';

/** Time limits, counted in ticks of the watchdog: time in which this process could not run does not count. */
export interface TrialLimits {
  /** Until the first message. A busy machine starts a process late. */
  startMs: number;
  /** Between two messages. */
  silenceMs: number;
  /** Between two messages while the process writes its files. */
  writingSilenceMs: number;
  /** From the result, or from the request to stop, to the end of the process. */
  endMs: number;
}

const defaultLimits: TrialLimits = {
  startMs: 60_000,
  silenceMs: 10_000,
  writingSilenceMs: 120_000,
  endMs: 5_000,
};

export interface TrialHooks {
  interruption: Interruption;
  onProgress?: (progress: EngineProgress) => void;
  limits?: TrialLimits;
  /** A module that replaces trial-child.ts, for tests. */
  childModule?: URL;
}

/**
 * Runs one trial to its end, including a crash or a stall. Rejects only with a UserError, for example if the addon
 * cannot be loaded.
 */
export async function runTrial(job: TrialJob, hooks: TrialHooks): Promise<TrialOutcome> {
  return new TrialProcess(job, hooks).outcome;
}

const stderrKept = 8192;
const nsInMs = 1e6;
/** A tick is late after this multiple of its length. On a busy machine the factor is often two or three. */
const lateTicks = 4;
const seconds = (ms: number) => `${ms / 1000} s`;

class TrialProcess {
  readonly outcome: Promise<TrialOutcome>;
  private readonly child: ChildProcess;
  private readonly limits: TrialLimits;
  private readonly watchdog: NodeJS.Timeout;
  private readonly clock: TickClock;
  private runLimitMs = Number.POSITIVE_INFINITY;
  private result: Extract<FromChild, { kind: 'result' }> | undefined;
  private failed: Extract<FromChild, { kind: 'failed' }> | undefined;
  private killedFor: string | undefined;
  private heard = false;
  private writing = false;
  private stopping = false;
  private overran = false;
  private stderr = '';

  constructor(
    private readonly job: TrialJob,
    private readonly hooks: TrialHooks,
  ) {
    this.limits = hooks.limits ?? defaultLimits;
    this.child = startChild(hooks.childModule ?? builtFile('trial-child'));
    this.child.stderr?.on('data', (data: Buffer) => {
      this.stderr = (this.stderr + data).slice(-stderrKept);
    });
    this.child.on('message', (message: FromChild) => this.hear(message));
    const tickMs = Math.min(500, this.limits.silenceMs / 4);
    this.clock = new TickClock(tickMs);
    this.watchdog = setInterval(() => this.watch(), tickMs);
    this.allow(this.limits.startMs);
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
        // A process that was not started does not end either.
        if (this.child.pid === undefined) reject(noProcess(error));
      });
      endOf(this.child).then(({ code, signal }) => {
        if (this.failed?.userError) {
          reject(new UserError(this.failed.message, { suggestions: this.failed.suggestions }));
        } else {
          resolve(this.withRescuedTrace(this.judge(code, signal)));
        }
      }, reject);
    });
  }

  private hear(message: FromChild): void {
    this.heard = true;
    switch (message.kind) {
      case 'ready':
        this.runLimitMs = this.clock.nowMs + message.longestNs / nsInMs;
        this.allow(this.limits.silenceMs);
        break;
      case 'progress':
        if (this.writing) this.allow(this.limits.writingSilenceMs);
        else if (!this.stopping) this.allow(this.limits.silenceMs);
        this.hooks.onProgress?.(message.progress);
        break;
      case 'writing':
        this.writing = true;
        this.runLimitMs = Number.POSITIVE_INFINITY;
        this.allow(this.limits.writingSilenceMs);
        break;
      case 'result':
        this.result = message;
        if (message.abandoned) this.child.kill('SIGKILL');
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
    this.clock.allow(ms);
  }

  private watch(): void {
    // A process that a signal or a debugger has stopped cannot send messages.
    if (this.clock.silentTicks > 1 && isStopped(this.child.pid)) {
      this.clock.skip();
      return;
    }
    this.clock.tick();
    if (this.clock.nowMs >= this.runLimitMs) this.overrun();
    if (!this.clock.expired) return;
    if (this.result !== undefined) this.kill('its process did not end after its result');
    else if (this.writing) this.kill(`it took more than ${seconds(this.limits.writingSilenceMs)} to write its files`);
    else if (this.stopping) this.kill(`it did not stop within ${seconds(this.limits.endMs)}`);
    else if (this.heard) this.kill(`its process gave no sign of life for ${seconds(this.limits.silenceMs)}`);
    else this.kill(`its process did not begin within ${seconds(this.limits.startMs)}`);
  }

  /** The process is alive, but its native watchdog has not ended the trial. */
  private overrun(): void {
    this.overran = true;
    this.kill('it did not end: its warm-up, its duration and the longest time that a healthy RCU needs are over');
  }

  private kill(reason: string): void {
    this.killedFor ??= reason;
    this.child.kill('SIGKILL');
  }

  private send(message: ToChild): void {
    // If the child has ended, its 'close' event reports it.
    if (this.child.connected) this.child.send(message, () => {});
  }

  private judge(code: number | null, signal: NodeJS.Signals | null): TrialOutcome {
    const { result } = this;
    if (result !== undefined && (result.abandoned || code === 0)) return result.outcome;
    const evidence = [this.endText(code, signal), ...this.lastWords()];
    if (result !== undefined) {
      return { ...result.outcome, status: 'crashed', evidence: [...result.outcome.evidence, ...evidence] };
    }
    const status = this.overran ? 'stalled' : this.stopping ? 'interrupted' : 'crashed';
    return { status, overloaded: false, evidence, counters: {}, samples: {}, traceFailures: [] };
  }

  private withRescuedTrace(outcome: TrialOutcome): TrialOutcome {
    const { trace } = this.job;
    const rescued = trace && rescueRecording(trace);
    return rescued === undefined ? outcome : { ...outcome, traceFailures: [...outcome.traceFailures, rescued] };
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

/** fork() throws some errors of the system and emits others as events. */
function startChild(module: string | URL): ChildProcess {
  try {
    return fork(module, { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  } catch (error) {
    throw noProcess(error);
  }
}

const noProcess = (error: unknown) =>
  new UserError(`cannot start a process for the trial: ${systemErrorText(error)}`, { cause: error });

/**
 * Time in ticks of a timer. A tick that is far too late shows that this process or the whole machine was stopped. It
 * counts as one tick, and the current time limit starts again.
 */
class TickClock {
  nowMs = 0;
  /** Ticks since the last allow(). */
  silentTicks = 0;
  private deadlineMs = 0;
  private allowedMs = 0;
  private lastTick = performance.now();

  constructor(private readonly tickMs: number) {}

  get expired(): boolean {
    return this.nowMs >= this.deadlineMs;
  }

  allow(ms: number): void {
    this.allowedMs = ms;
    this.deadlineMs = this.nowMs + ms;
    this.silentTicks = 0;
  }

  tick(): void {
    const late = this.takeTick() > lateTicks * this.tickMs;
    this.nowMs += this.tickMs;
    this.silentTicks += 1;
    if (late) this.allow(this.allowedMs);
  }

  /** Ignores a tick. */
  skip(): void {
    this.takeTick();
  }

  private takeTick(): number {
    const now = performance.now();
    const elapsedMs = now - this.lastTick;
    this.lastTick = now;
    return elapsedMs;
  }
}

/** Whether a process is stopped (SIGSTOP, Ctrl-Z, a debugger). False if the system does not report it. */
function isStopped(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    // "PID (NAME) STATE …": the name may contain any character, even parentheses.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[Tt]/.test(text.slice(text.lastIndexOf(')') + 2));
  } catch {
    // The process has just ended, or this system has no /proc.
    return false;
  }
}
