// The tool without a process of its own: a start of Node and of oclif costs many times what most commands do. What a process
// alone can show (signals, pipes, a crash, that the tool ends by itself) is tested with runCli(), and so is one command line
// of every command: test/cli/help.test.ts.
import { fileURLToPath } from 'node:url';
import { run } from '@oclif/core/run';
import { type CliOptions, type CliResult, temporaryFolder } from './cli.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let last: Promise<unknown> = Promise.resolve();

/** As runCli(), in this process: through oclif and dist/, with a folder, an environment and streams of its own. One at a time. */
export function runHere(args: string[], options: Omit<CliOptions, 'started'> = {}): Promise<CliResult> {
  const folder = options.cwd ?? temporaryFolder();
  const result = last.then(() => inside({ ...options, cwd: folder }, () => exitCodeOf(args)));
  last = result.catch(() => {});
  return result;
}

/** What the tool's process would exit with. */
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
    // vitest sets it, and oclif behaves otherwise under it.
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

/** Takes what is written to a stream, which is meanwhile no terminal. */
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
