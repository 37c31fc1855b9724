// The package as users get it: packed, and installed into an empty folder on a machine without a compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Commands of a minimal machine that can run Node. None of them is a compiler or starts one. */
const basics = ['node', 'npm', 'sh', 'env', 'ls', 'cat', 'sed', 'grep', 'mkdir', 'rm'];

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Removes the variables with which npm points its children to a project, and vitest marks a test. */
function cleanEnv(): NodeJS.ProcessEnv {
  const told = /^(npm_(?!config_)|npm_config_(local_prefix|global_prefix|dry_run)$|NODE_ENV$|RCU_BENCH_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)));
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Ran {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

export interface Packed {
  tarball: string;
  /** Paths in the package, sorted. */
  files: string[];
}

/** `npm pack` in this checkout: links the addon again and compiles its stale files. */
export function pack(destination: string): Packed {
  const { code, stdout, stderr } = run('npm', ['pack', '--json', '--pack-destination', destination], '.', cleanEnv());
  if (code !== 0) throw new Error(`npm pack: exit code ${code}\n${stderr}`);
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(destination, filename), files: files.map(({ path }) => path).sort() };
}

/** A folder in which to install, and a PATH without a compiler. */
export class BareMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'rcu-bench-package-'));
  readonly app = join(this.folder, 'app');
  private readonly bin = join(this.folder, 'bin');

  constructor() {
    mkdirSync(this.app);
    mkdirSync(this.bin);
    for (const name of basics) symlinkSync(whereIs(name), join(this.bin, name));
  }

  run(command: string, args: string[]): Ran {
    return run(command, args, this.app, { ...cleanEnv(), PATH: this.bin });
  }

  has = (command: string) => this.run('sh', ['-c', `command -v ${command}`]).code === 0;

  /** @returns why the registry cannot be reached; undefined on success. @throws Error if the package is defective */
  install(tarball: string): string | undefined {
    // Retries here, because npm waits minutes before its own retry.
    return this.tryInstall(tarball) === undefined ? undefined : this.tryInstall(tarball);
  }

  private tryInstall(tarball: string): string | undefined {
    const options = [
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--fetch-retries=0',
      '--fetch-timeout=20000',
      '--json',
    ];
    const { code, stdout, stderr } = this.run('npm', ['install', ...options, tarball]);
    if (code === 0) return undefined;
    const { error } = JSON.parse(stdout) as { error: { code: string; summary: string } };
    if (unreachable.has(error.code)) return `${error.code}: ${error.summary.split('\n')[0]}`;
    throw new Error(`npm install ${tarball}: exit code ${code}\n${stderr}`);
  }

  /** Runs the installed command. */
  rcuBench = (...args: string[]) => this.run('node_modules/.bin/rcu-bench', args);
}

/** Error codes of npm when no registry answers. */
const unreachable = new Set([
  ...['EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH', 'ENOTFOUND', 'ETIMEDOUT'],
  ...['ENOTCACHED', 'ERR_SOCKET_TIMEOUT', 'FETCH_ERROR', 'E407', 'E502', 'E503', 'E504'],
]);

function whereIs(command: string): string {
  if (command === 'node') return process.execPath;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`there is no ${command} in PATH`);
  return found;
}
