// Runs a program under one of clinic's tools, in a process group that can be ended as a whole.

import { type ChildProcess, fork } from 'node:child_process';
import { endOf } from '../base/child-end.js';
import type { ClinicTool } from '../documents/profile.js';
import { builtFile } from '../files/package-folder.js';

interface CollectOptions {
  /** The folder in which clinic works; empty at the start. */
  readonly folder: string;
  /** The observed program is killed after this time. */
  readonly collectMs: number;
}

export interface Collected {
  /** clinic has written its page. */
  readonly reported: boolean;
  /** Why clinic has not written it. */
  readonly problems: readonly string[];
}

/** Writing the page took 4 s for a short run. */
const reportMs = 300_000;
const remindMs = 1000;
const outputKept = 4096;
const linesKept = 5;

export class Collection {
  readonly outcome: Promise<Collected>;
  private readonly child: ChildProcess;
  private timer: NodeJS.Timeout;
  private reminder: NodeJS.Timeout | undefined;
  private reported = false;
  private readonly problems: string[] = [];
  private output = '';

  constructor(job: CollectorJob, { folder, collectMs }: CollectOptions) {
    // The user's NODE_OPTIONS are for the observed program; in this process they could create another trace file.
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.child = fork(builtFile('collector'), [JSON.stringify(job)], {
      cwd: folder,
      // clinic sends usage figures unless told not to.
      env: { ...env, NO_INSIGHT: '1', NO_UPDATE_NOTIFIER: '1' },
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.output = (this.output + data).slice(-outputKept);
      });
    }
    this.timer = this.killAfter(collectMs, 'the observed program did not end');
    this.child.on('message', (message: FromCollector) => this.hear(message));
    this.outcome = this.end();
  }

  /** Asks the observed program to end early; repeatedly, because it may not have started yet. */
  interrupt(): void {
    this.signal('SIGINT');
    this.reminder ??= setInterval(() => this.signal('SIGINT'), remindMs);
  }

  kill(reason: string): void {
    this.problems.push(reason);
    this.signal('SIGKILL');
  }

  private end(): Promise<Collected> {
    return new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.problems.push(error.message);
        // Without a process there is no end event.
        if (this.child.pid === undefined) resolve(this.judge());
      });
      endOf(this.child).then(() => resolve(this.judge()));
    });
  }

  private judge(): Collected {
    clearTimeout(this.timer);
    clearInterval(this.reminder);
    if (this.reported) return { reported: true, problems: [] };
    const lastLines = this.output.split('\n').filter((line) => line.trim() !== '');
    return { reported: false, problems: [...this.problems, ...lastLines.slice(-linesKept)] };
  }

  private hear(message: FromCollector): void {
    switch (message.kind) {
      case 'collected':
        clearTimeout(this.timer);
        clearInterval(this.reminder);
        this.timer = this.killAfter(reportMs, 'clinic did not finish its page');
        break;
      case 'reported':
        this.reported = true;
        break;
      case 'failed':
        this.problems.push(message.message);
        break;
    }
  }

  private killAfter(ms: number, what: string): NodeJS.Timeout {
    return setTimeout(() => this.kill(`${what} within ${Math.round(ms / 1000)} s`), ms);
  }

  /** To the whole group: clinic's process and the program that it observes. */
  private signal(name: 'SIGINT' | 'SIGKILL'): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, name);
  }
}

export interface CollectorJob {
  readonly clinicTool: ClinicTool;
  /** The tool's main file. */
  readonly toolPath: string;
  /** Program and arguments that it observes. */
  readonly command: readonly string[];
  /** Names the data folder: NAME.clinic-TOOL. */
  readonly name: string;
  readonly page: string;
  /** NODE_OPTIONS of the observed program, beside clinic's own. */
  readonly nodeOptions: string;
}

export type FromCollector =
  /** The observed program has ended. */
  { kind: 'collected' } | { kind: 'reported' } | { kind: 'failed'; message: string };
