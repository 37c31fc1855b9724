// How the tool starts: what bin/run.js prints without loading oclif, and the code cache of the loaded files.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.js';

const root = process.cwd();
const program = join(root, 'dist/rcu-bench.cjs');
const require = createRequire(import.meta.url);
// vitest sets NODE_ENV, and oclif changes its behaviour when NODE_ENV is set.
const { NODE_ENV: _, ...env } = process.env;

interface Loader {
  cacheOf(file: string): string;
  compile(file: string, cachedData?: Buffer): Script;
  load(file: string): { answer: number };
}
const { cacheOf, compile }: Loader = require('../../bin/load.js');

describe('the version', () => {
  test.each(['--version', '-V'])('%s prints what oclif prints', async (flag) => {
    const script = `require(${JSON.stringify(program)}).execute({ dir: ${JSON.stringify(root)}, args: ['${flag}'] })`;
    const oclif = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
    expect(oclif).toMatch(/^rcu-bench\/\d+\.\d+\.\d+ linux-\S+ node-v\d+/);
    expect(await runCli([flag])).toEqual({ code: 0, stdout: oclif, stderr: '' });
  });

  test('is not an option of a command', async () => {
    const { code, stderr } = await runCli(['versions', '--version']);
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'Error: unknown option --version']);
  });
});

describe('the code cache', () => {
  let file: string;
  beforeEach(() => {
    file = join(temporaryFolder(), 'program.cjs');
    writeFileSync(file, 'exports.answer = 42;\n');
  });
  /** Loads the module in a separate process, because a process loads a module only once. */
  const answer = () => {
    const script = `console.log(require(${JSON.stringify(join(root, 'bin/load.js'))}).load(${JSON.stringify(file)}).answer)`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.trim();
  };

  test('is written by the build for this Node, and V8 accepts the cache', () => {
    expect(existsSync(cacheOf(program))).toBe(true);
    expect(compile(program, readFileSync(cacheOf(program))).cachedDataRejected).toBe(false);
  });

  test('is optional', () => {
    expect(answer()).toBe('42');
  });

  test('is used if present: V8 checks only the length of the source', () => {
    writeFileSync(cacheOf(file), compile(file).createCachedData());
    const earlier = new Date(Date.now() - 60_000);
    writeFileSync(file, 'exports.answer = 43;\n');
    utimesSync(file, earlier, earlier);
    expect(answer()).toBe('42');
  });

  test('is ignored if the program is newer', () => {
    writeFileSync(cacheOf(file), compile(file).createCachedData());
    writeFileSync(file, 'exports.answer = 43;\n');
    const later = new Date(Date.now() + 60_000);
    utimesSync(file, later, later);
    expect(answer()).toBe('43');
  });

  test.each([
    ['damaged', Buffer.from('no cache')],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is ignored', (_, bytes) => {
    writeFileSync(cacheOf(file), bytes);
    expect(answer()).toBe('42');
  });

  test('made with other V8 flags is rejected, and the program still runs', () => {
    const { status, stdout } = spawnSync(process.execPath, ['--no-opt', 'bin/run.js', 'versions', '--json'], {
      encoding: 'utf8',
      env,
    });
    expect([status, JSON.parse(stdout)]).toEqual([0, expect.anything()]);
  });
});

describe('the bundles', () => {
  /** Paths of the source files in a bundle, as esbuild notes them in comments. */
  const partsOf = (name: string) =>
    [...readFileSync(`dist/${name}.cjs`, 'utf8').matchAll(/^\s*\/\/ ((?:src|node_modules)\/\S+)$/gm)].map(
      ([, path]) => path,
    );

  test("the bundle of a trial's process contains no command line, no schema and no renderer", () => {
    const parts = partsOf('trial-child');
    expect(parts).toContain('src/engine/engine.ts');
    const commandLine = /^src\/config\/.*-config|\/parse-|validate/;
    const needed = /^src\/(base|bench|config|documents|engine|files|host|results|trace|versions|workloads)\//;
    expect(parts.filter((path) => !needed.test(path ?? '') || commandLine.test(path ?? ''))).toEqual([]);
  });

  test('the bundle of the command line contains oclif, and no schema compiler', () => {
    const parts = partsOf('rcu-bench');
    expect(parts).toContain('node_modules/@oclif/core/lib/main.js');
    expect(parts.filter((path) => /^node_modules\/(ajv|typescript)\//.test(path ?? ''))).toEqual([]);
  });

  test('the licences of all bundled packages are shipped beside the bundle', () => {
    const licences = readFileSync('dist/LICENSES.txt', 'utf8');
    const packages = partsOf('rcu-bench').map((path) => /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(path ?? '')?.[1]);
    const names = [...new Set(packages.filter((name) => name !== undefined))];
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(licences).toContain(`---- ${name} `);
  });
});

test('the tool runs from a folder with a space in its name, through a link', () => {
  const folder = join(temporaryFolder(), 'a b');
  execFileSync('mkdir', ['-p', folder]);
  execFileSync('cp', ['-r', 'bin', 'dist', 'package.json', 'oclif.manifest.json', 'scenarios', folder]);
  execFileSync('ln', ['-s', join(folder, 'bin/run.js'), join(folder, '..', 'rcu-bench')]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, '..', 'rcu-bench'), 'versions', '--json'],
    {
      encoding: 'utf8',
      env,
    },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('"v3"');
});
