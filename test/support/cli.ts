import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, onTestFinished } from 'vitest';

const runJs = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called once the process runs. Its promise is awaited; if it rejects, the process is killed and the run rejects. */
  started?: (child: ChildProcess) => unknown;
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder for all tests of a file or of a describe() block; removed after the last of them. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-shared-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds a value that several tests share: the first caller starts the build, all callers await the same promise. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Runs the tool as a user does: in a separate process, without a terminal. */
export async function runCli(
  args: string[],
  { cwd = temporaryFolder(), env = {}, started }: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [runJs, ...args], { cwd, env: toolEnvironment(env) });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const acted = actOn(child, started);
  const code = await closed;
  await acted;
  return { code, stdout, stderr };
}

/** Runs the test's action. If the action fails, kills the process, which would otherwise run until the timeout. */
async function actOn(child: ChildProcess, started: CliOptions['started']): Promise<void> {
  try {
    await started?.(child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function toolEnvironment(env: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  // vitest sets NODE_ENV, and oclif changes its behaviour when NODE_ENV is set.
  delete inherited.NODE_ENV;
  return { ...inherited, ...env };
}

/** Generous, because a busy machine slows everything down many times. */
const untilBoundMs = 100_000;

/**
 * Polls `mark`, which looks for a program's output, until it returns something other than undefined and false.
 * @param what names the awaited condition in the error message
 * @throws Error after 100 s
 */
export async function until<T>(what: string, mark: () => T | undefined | false): Promise<T> {
  const end = Date.now() + untilBoundMs;
  for (;;) {
    const seen = mark();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not seen within ${untilBoundMs / 1000} s: ${what}`);
    await sleep(20);
  }
}

/** Lines of a file that another process appends to; empty while the file does not exist. */
export const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];

const fakeAddon = fileURLToPath(new URL('./fake-addon.cjs', import.meta.url));

/** Environment for runs whose trials end as `behaviours` says: `{ v1: 'stall' }`; see fake-addon.cjs. */
export function fakeEngine(behaviours: Record<string, string> = {}): Record<string, string> {
  const pairs = Object.entries(behaviours).map(([version, behaviour]) => `${version}=${behaviour}`);
  return { RCU_BENCH_ADDON: fakeAddon, RCU_BENCH_FAKE: pairs.join(',') };
}

/** A file to which the addons of test/support (and the fake clinic) append marks about a trial: trial-marks.cjs. */
export class TrialMarks {
  readonly env: Record<string, string>;
  private readonly file: string;

  constructor(folder = temporaryFolder()) {
    this.file = join(folder, 'trial-marks');
    this.env = { RCU_BENCH_TRIAL_MARKS: this.file };
  }

  /** Sends Ctrl-C once `trials` trials have begun; with `twice`, sends a second one after the first has arrived. */
  async interrupt(child: ChildProcess, { trials = 1, twice = false } = {}): Promise<void> {
    await this.seen('begin', trials);
    child.kill('SIGINT');
    if (!twice) return;
    await this.seen('stop', 1);
    child.kill('SIGINT');
  }

  /** Waits until the file has `count` marks of this kind. */
  private async seen(kind: string, count: number): Promise<void> {
    const isThere = () => linesOf(this.file).filter((line) => line === kind).length >= count;
    await until(`'${kind}' of ${count} trials`, isThere);
  }
}
