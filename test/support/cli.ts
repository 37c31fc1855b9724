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
  /** Called once it runs. What it returns is waited for; where that fails, the process is killed and the run rejects. */
  started?: (child: ChildProcess) => unknown;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder for all tests of a file, or of a describe() block: gone after the last of them. */
export function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-shared-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes something for several tests: the first that asks for it waits while it is made, the others get the same. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Runs the tool as a user does, in a process of its own, off a terminal. */
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

/** A process that nobody acts on as the test wants would run until the test's timeout: its test fails at once instead. */
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
  // vitest sets it, and oclif behaves otherwise under it.
  delete inherited.NODE_ENV;
  return { ...inherited, ...env };
}

/** Under load everything takes many times as long. */
const untilBoundMs = 100_000;

/**
 * Waits for a mark that a program gives: until `mark` returns something other than undefined and false.
 * @param what is waited for, in words for the error
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

/** Lines of a file that another process appends to; none as long as it is not there. */
export const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];

const fakeAddon = fileURLToPath(new URL('./fake-addon.cjs', import.meta.url));

/** Environment for runs whose trials end as told: `{ v1: 'stall' }`; see fake-addon.cjs. */
export function fakeEngine(behaviours: Record<string, string> = {}): Record<string, string> {
  const pairs = Object.entries(behaviours).map(([version, behaviour]) => `${version}=${behaviour}`);
  return { RCU_BENCH_ADDON: fakeAddon, RCU_BENCH_FAKE: pairs.join(',') };
}

/** A file in which the addons of test/support (and the fake clinic) leave marks of what happens to a trial: trial-marks.cjs. */
export class TrialMarks {
  readonly env: Record<string, string>;
  private readonly file: string;

  constructor(folder = temporaryFolder()) {
    this.file = join(folder, 'trial-marks');
    this.env = { RCU_BENCH_TRIAL_MARKS: this.file };
  }

  /** Sends Ctrl-C once so many trials have begun; with `twice` again, once the first one has arrived. */
  async interrupt(child: ChildProcess, { trials = 1, twice = false } = {}): Promise<void> {
    await this.seen('begin', trials);
    child.kill('SIGINT');
    if (!twice) return;
    await this.seen('stop', 1);
    child.kill('SIGINT');
  }

  /** Waits until there are so many marks of a kind. */
  private async seen(kind: string, count: number): Promise<void> {
    const isThere = () => linesOf(this.file).filter((line) => line === kind).length >= count;
    await until(`'${kind}' of ${count} trials`, isThere);
  }
}
