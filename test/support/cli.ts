import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const runJs = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Called once it runs. */
  started?: (child: ChildProcess) => void;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the tool as a user does, in a process of its own, off a terminal. */
export function runCli(
  args: string[],
  { cwd = temporaryFolder(), env = {}, started }: CliOptions = {},
): Promise<CliResult> {
  const inherited = { ...process.env };
  // vitest sets it, and oclif behaves otherwise under it.
  delete inherited.NODE_ENV;
  const child = spawn(process.execPath, [runJs, ...args], { cwd, env: { ...inherited, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  started?.(child);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const fakeAddon = fileURLToPath(new URL('./fake-addon.cjs', import.meta.url));

/** Environment for runs whose trials end as told: `{ v1: 'stall' }`; see fake-addon.cjs. */
export function fakeEngine(behaviours: Record<string, string> = {}): Record<string, string> {
  const pairs = Object.entries(behaviours).map(([version, behaviour]) => `${version}=${behaviour}`);
  return { RCU_BENCH_ADDON: fakeAddon, RCU_BENCH_FAKE: pairs.join(',') };
}
