// `provider build qemu` from the user's side: output, stored files, and error messages.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliResult, runCli, temporaryFolder } from '../support/cli.js';
import { runHere } from '../support/cli-in-process.js';
import {
  appendTo,
  buildStandIn,
  copyStandIn,
  makeStandIn,
  membersWithout,
  replaceIn,
  type StandInTree,
} from '../support/qemu/stand-in.js';
import { complaints } from '../support/report-schema.js';

interface Place {
  folder: string;
  providers: string;
  run: (...args: string[]) => Promise<CliResult>;
}

/** @param start runs in this process or in a new process */
function place(start: typeof runCli = runHere): Place {
  const folder = temporaryFolder();
  const env = { XDG_CACHE_HOME: join(folder, 'cache') };
  return {
    folder,
    providers: join(folder, 'cache/rcu-bench/providers'),
    run: (...args) => start(['provider', ...args], { env }),
  };
}

const build = (at: Place, { source, build }: StandInTree, ...more: string[]) =>
  at.run('build', 'qemu', '--source', source, '--build', build, ...more);

describe('a tree that was built', () => {
  test('becomes a version with its name, is listed, and can be removed', async () => {
    const at = place(runCli);
    const tree = makeStandIn(at.folder, 'series', { flags: ['-fPIC'] });
    const made = await build(at, tree);
    expect(made.stderr).toBe('');
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^qemu-3\.0\.0 is now a version: the RCU of QEMU 3\.0\.0\n/);
    expect(made.stdout).toMatch(/^has +bql_lock\(\), qemu_event_timedwait\(\), force_rcu\(\), virtio-gpu forces/m);
    expect(made.stdout).toContain('rcu-bench provider check qemu-3.0.0');
    expect(readdirSync(at.providers).sort()).toEqual(['qemu-3.0.0.json', 'qemu-3.0.0.so']);

    const listed = await at.run('list');
    expect(listed.stdout).toMatch(/^qemu-3\.0\.0 +QEMU 3\.0\.0 +\d{4}-\d\d-\d\d \d\d:\d\d UTC +\//);
    const list = JSON.parse((await at.run('list', '--json')).stdout);
    expect(complaints('provider list', list)).toEqual([]);
    expect(list).toMatchObject([
      { name: 'qemu-3.0.0', kind: 'qemu', source: tree.source, build: tree.build, compiledAgain: ['util/rcu.c'] },
    ]);
    expect((await at.run('rm', 'qemu-3.0.0')).stdout).toBe('removed qemu-3.0.0\n');
    expect(readdirSync(at.providers)).toEqual([]);
  });

  test('builds without compile_commands.json, with the flags that all QEMU versions use', async () => {
    const at = place();
    const tree = makeStandIn(at.folder, 'baseline', { flags: ['-fPIC'], bare: true, thick: true });
    const { code, stdout } = await build(at, tree, '--name', 'mine', '--json');
    expect(code).toBe(0);
    const built = JSON.parse(stdout);
    expect(complaints('provider build qemu', built)).toEqual([]);
    expect(built).toMatchObject({ name: 'mine', features: { sees: { gracePeriods: true } } });
  });

  test('is not modified', async () => {
    const at = place();
    const tree = makeStandIn(at.folder, 'legacy');
    const files = () => [tree.source, tree.build].map((folder) => readdirSync(folder, { recursive: true }).sort());
    const before = files();
    expect((await build(at, tree)).code).toBe(0);
    expect(files()).toEqual(before);
  });
});

describe('a signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the build, and leaves nothing behind',
    async (signal) => {
      const folder = temporaryFolder();
      const tree = makeStandIn(folder, 'series', { flags: ['-fPIC'] });
      // A compiler that never ends, and creates a file when it starts.
      const [temporary, begun, compiler] = ['tmp', 'begun', 'slow-cc'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      mkdirSync(temporary);
      writeFileSync(
        compiler,
        `#!/bin/sh\ncase "$*" in *--version*) exec cc "$@";; esac\n: > '${begun}'\nexec sleep 1000\n`,
      );
      chmodSync(compiler, 0o755);
      replaceIn(join(tree.build, 'compile_commands.json'), '"cc -I', `"${compiler} -I`);
      const env = { XDG_CACHE_HOME: join(folder, 'cache'), TMPDIR: temporary };
      const words = ['provider', 'build', 'qemu', '--source', tree.source, '--build', tree.build];
      const { code, stderr } = await runCli(words, {
        env,
        started: (child) => {
          const timer = setInterval(() => {
            if (!existsSync(begun)) return;
            clearInterval(timer);
            child.kill(signal);
          }, 50);
        },
      });
      expect(stderr).toBe('Error: interrupted: nothing was kept\n');
      expect(code).toBe(130);
      expect(readdirSync(temporary)).toEqual([]);
      expect(readdirSync(join(folder, 'cache/rcu-bench/providers'))).toEqual([]);
    },
    120_000,
  );
});

/** Faults of a tree, and the error line that each one causes. */
const faults: [string, (tree: StandInTree) => void, number, RegExp][] = [
  [
    'no source tree',
    ({ source }) => rmSync(join(source, 'include'), { recursive: true }),
    2,
    /^Error: --source: '.*\/qemu' is not a source tree of QEMU: it has no include\/qemu\/rcu\.h$/,
  ],
  [
    'no build folder',
    ({ build }) => rmSync(join(build, 'config-host.h')),
    2,
    /^Error: --build: '.*\/build' is not a build folder of QEMU: it has no config-host\.h$/,
  ],
  [
    'not built',
    ({ build }) => rmSync(join(build, 'libqemuutil.a')),
    1,
    /^Error: '.*\/build' is configured and not built: it has no libqemuutil\.a$/,
  ],
  [
    'an archive without the RCU',
    (tree) => rebuild(tree, membersWithout('util/rcu.c')),
    1,
    /^Error: symbols of libqemuutil\.a: there is no rcu\.c\.o in '.*\/build\/libqemuutil\.a'$/,
  ],
  [
    'an archive without dependencies of the RCU',
    (tree) => rebuild(tree, membersWithout('util/event.c')),
    1,
    /^Error: link the library: .*undefined reference to `qemu_event_\w+'$/,
  ],
  [
    'headers that do not compile',
    ({ source }) => appendTo(join(source, 'include/qemu/thread.h'), 'no_such_type broken;\n'),
    1,
    /^Error: QEMU's headers: .*\/include\/qemu\/thread\.h:\d+:\d+: error: /,
  ],
  [
    'headers with another event',
    ({ source }) => replaceIn(join(source, 'include/qemu/thread.h'), 'unsigned value;', 'unsigned state;'),
    1,
    /^Error: compile provider\/adapters\/qemu\/waits\.c: .*waits\.c:\d+:\d+: error: .*no member named 'value'$/,
  ],
  [
    'headers that are newer than the archive',
    ({ source }) => replaceIn(join(source, 'include/qemu/rcu.h'), '#if STAND_IN >= 3', '#if 1'),
    1,
    /^Error: link the library: .*undefined reference to `force_rcu'$/,
  ],
  [
    'a source that no longer compiles',
    ({ source }) => appendTo(join(source, 'util/qemu-thread-posix.c'), 'broken\n'),
    1,
    /^Error: compile QEMU's qemu-thread-posix\.c for a library: .*\/util\/qemu-thread-posix\.c:\d+:\d+: error: /,
  ],
  [
    'objects that cannot go into a library, and whose build commands are unknown',
    ({ build }) => rmSync(join(build, 'compile_commands.json')),
    1,
    /^Error: link the library: .*relocation .*recompile with -fPIC$/,
  ],
  [
    'a build for a sanitizer',
    ({ build }) => replaceIn(join(build, 'compile_commands.json'), '-fPIE', '-fPIE -fsanitize=address'),
    1,
    /^Error: '.*\/build' was built with -fsanitize=address, and such objects fit into no library$/,
  ],
  [
    'a build with link-time optimization',
    ({ build }) => replaceIn(join(build, 'compile_commands.json'), '-fPIE', '-fPIE -flto=auto'),
    1,
    /^Error: '.*\/build' was built with -flto=auto, and such objects fit into no library$/,
  ],
];

function rebuild(tree: StandInTree, members: readonly string[]): void {
  rmSync(join(tree.build, 'libqemuutil.a'));
  buildStandIn(tree, { members });
}

test('each fault causes a line that names the failed step, and leaves nothing behind', async () => {
  const at = place();
  const tree = makeStandIn(at.folder, 'baseline');
  for (const [what, breakIt, code, line] of faults) {
    const copy = { source: join(at.folder, 'copy/qemu'), build: join(at.folder, 'copy/build') };
    rmSync(join(at.folder, 'copy'), { recursive: true, force: true });
    copyTree(tree, copy);
    breakIt(copy);
    const made = await build(at, copy, '--name', 'broken');
    expect([what, made.stderr.split('\n')[0]]).toEqual([what, expect.stringMatching(line)]);
    expect([what, made.code, made.stdout]).toEqual([what, code, '']);
    const left = existsSync(at.providers) ? readdirSync(at.providers) : [];
    expect([what, left.filter((file) => file !== 'broken.log')]).toEqual([what, []]);
  }
  // The log is that of the last fault that a compiler or linker reported.
  expect(readFileSync(join(at.providers, 'broken.log'), 'utf8')).toMatch(/^# link the library\ncd .* && cc /m);
});

/** Copies a tree and adjusts the paths in its compile_commands.json. */
function copyTree(from: StandInTree, to: StandInTree): void {
  cpSync(from.source, to.source, { recursive: true });
  cpSync(from.build, to.build, { recursive: true });
  const commands = join(to.build, 'compile_commands.json');
  replaceIn(commands, from.source, to.source);
  replaceIn(commands, from.build, to.build);
}

test.each<[string, string]>([
  ['v3', "Error: --name: 'v3' is a version that is known already"],
  ['v3@4', "Error: --name: 'v3@4' cannot be a version's name"],
  ['../x', "Error: --name: '../x' cannot be a version's name"],
  ['x.so', "Error: --name: 'x.so' cannot be a version's name"],
  ['', "Error: --name: '' cannot be a version's name"],
])('--name %j is rejected', async (name, line) => {
  const at = place();
  const { code, stderr } = await build(at, copyAndPretend(at.folder), '--name', name);
  expect([code, stderr.split('\n')[0]]).toEqual([2, line]);
});

/** A tree that looks like a built tree. */
function copyAndPretend(folder: string): StandInTree {
  const tree = copyStandIn(folder, 'baseline');
  writeFileSync(join(tree.build, 'libqemuutil.a'), '!<arch>\n');
  return tree;
}

test('list and rm without any built version', async () => {
  const at = place();
  expect((await at.run('list')).stdout).toBe(
    `No libraries in ${at.providers}. 'rcu-bench provider build' makes one.\n`,
  );
  const { code, stderr } = await at.run('rm', 'mine');
  expect([code, stderr]).toEqual([
    2,
    "Error: no provider 'mine' was built here\n  'rcu-bench provider build' makes one.\n",
  ]);
});
