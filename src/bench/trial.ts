// The parent's side of a trial: starts its process, listens, and ends it when it says nothing any more.
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { endOf } from '../base/child-end.js';
import { systemErrorText, UserError } from '../base/errors.js';
import type { EngineProgress } from '../engine/engine.js';
import { builtFile } from '../files/package-folder.js';
import type { Interruption } from './interruption.js';
import { rescueRecording } from './trace-target.js';
import type { FromChild, ToChild, TrialJob, TrialOutcome } from './trial-messages.js';

/** All are counted in ticks of the watchdog: time in which nothing could run is no time. */
export interface TrialLimits {
  /** A process that has not given its first sign of life after so long is killed: a busy machine starts it late. */
  startMs: number;
  /** A process that is silent for so long is killed. */
  silenceMs: number;
  /** The same while it writes its files. */
  writingSilenceMs: number;
  /** After its result, or after it was told to stop. */
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
  /** Another child, for tests. */
  childModule?: URL;
}

/** Runs one trial to its end, whatever that is. Rejects only for a UserError, such as an addon that cannot be loaded. */
export async function runTrial(job: TrialJob, hooks: TrialHooks): Promise<TrialOutcome> {
  return new TrialProcess(job, hooks).outcome;
}

const stderrKept = 8192;
const nsInMs = 1e6;
/** A tick that comes after so many of its length is late; on a busy machine one comes after two or three. */
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
        // Without a process there will be no end of it.
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
    // One that is stopped, by a signal or a debugger, can say nothing: this is asked where it says nothing.
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

  /** Its process lives, and its own watchdog has not ended it. */
  private overrun(): void {
    this.overran = true;
    this.kill('it did not come to its end: its warm-up, its duration and all that a healthy RCU can need are over');
  }

  private kill(reason: string): void {
    this.killedFor ??= reason;
    this.child.kill('SIGKILL');
  }

  private send(message: ToChild): void {
    // A child that is already gone is no error here: its 'close' tells.
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

/** Some of the system's refusals are thrown, others come as an event. */
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
 * Time in ticks of a timer. A tick that comes far too late says that this process, or the whole machine, was stopped: it counts as
 * one tick, and whoever is waited for gets all of his time again.
 */
class TickClock {
  nowMs = 0;
  /** Since the last allow(). */
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

  /** A tick that does not count. */
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

/** Whether a process is stopped (SIGSTOP, Ctrl-Z, a debugger), as far as the system tells. */
function isStopped(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    // "PID (NAME) STATE …": the name may have anything in it, parentheses too.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[Tt]/.test(text.slice(text.lastIndexOf(')') + 2));
  } catch {
    // The process has just ended, or this system has no /proc.
    return false;
  }
}
