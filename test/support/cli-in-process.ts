// Runs the tool inside the test's process: starting Node and oclif costs many times what most commands do. What
// only a separate process can show (signals, pipes, crashes, exits) is tested with runCli(), and so is one command
// line of each command: test/cli/help.test.ts.
import { fileURLToPath } from 'node:url';
import { run } from '@oclif/core/run';
import { type CliOptions, type CliResult, temporaryFolder } from './cli.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let last: Promise<unknown> = Promise.resolve();

/** Like runCli(), but in this process, with a separate folder, environment and streams. Not reentrant. */
export function runHere(args: string[], options: Omit<CliOptions, 'started'> = {}): Promise<CliResult> {
  const folder = options.cwd ?? temporaryFolder();
  const result = last.then(() => inside({ ...options, cwd: folder }, () => exitCodeOf(args)));
  last = result.catch(() => {});
  return result;
}

/** The exit code that the tool's process would return. */
async function exitCodeOf(args: string[]): Promise<number> {
  try {
    await run(args, { root });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const { exit } = (error as { oclif?: { exit?: number } }).oclif ?? {};
    if (exit === undefined) throw error;
    return exit;
  }
}

async function inside({ cwd = '', env = {} }: CliOptions, work: () => Promise<number>): Promise<CliResult> {
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const [stdout, stderr] = [new Capture(process.stdout), new Capture(process.stderr)];
  try {
    process.chdir(cwd);
    // vitest sets NODE_ENV, and oclif changes its behaviour when NODE_ENV is set.
    delete process.env.NODE_ENV;
    Object.assign(process.env, env);
    process.exitCode = undefined;
    const code = await work();
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    stdout.release();
    stderr.release();
    process.exitCode = before.exitCode;
    for (const name of Object.keys(process.env)) if (!(name in before.env)) delete process.env[name];
    Object.assign(process.env, before.env);
    process.chdir(before.cwd);
  }
}

/** Captures what is written to a stream, and hides that the stream is a terminal. */
class Capture {
  text = '';
  private readonly own: { write: NodeJS.WriteStream['write']; isTTY: boolean; columns: number };

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.own = { write: stream.write, isTTY: stream.isTTY, columns: stream.columns };
    const write = (data: string | Uint8Array, ...more: unknown[]) => {
      this.text += typeof data === 'string' ? data : Buffer.from(data).toString();
      const done = more.find((argument) => typeof argument === 'function');
      if (done !== undefined) process.nextTick(done as () => void);
      return true;
    };
    Object.assign(stream, { write, isTTY: false, columns: undefined });
  }

  release(): void {
    Object.assign(this.stream, this.own);
  }
}
