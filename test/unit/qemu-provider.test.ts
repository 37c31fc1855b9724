// Parts of `provider build qemu` that need no compiler. test/qemu builds stand-in trees.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shellWords } from '../../src/base/shell.js';
import type { BuiltProvider } from '../../src/documents/built-provider.js';
import { ProviderCache } from '../../src/providers/cache.js';
import { commandOfObject, readCompileCommands } from '../../src/providers/qemu/compile-command.js';
import { whatIsSeen } from '../../src/providers/qemu/features.js';
import { mainComplaint } from '../../src/providers/tool.js';
import { builtProviderListText, builtProviderText } from '../../src/report/built-providers.js';
import { makePaint } from '../../src/report/paint.js';
import { temporaryFolder } from '../support/cli.js';

describe('words of a command', () => {
  test.each<[string, string[]]>([
    ['cc  -c\tx.c', ['cc', '-c', 'x.c']],
    [`cc '-DA="a b"' -DB=\\"b\\"`, ['cc', '-DA="a b"', '-DB="b"']],
    [`cc "-DA=\\"\\$1\\\\\\n\\"" -I'a b'/"c d"`, ['cc', '-DA="$1\\\\n"', '-Ia b/c d']],
    ['', []],
  ])('%s', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
});

/** A tree with these entries in compile_commands.json. */
function treeWith(entries: object[]) {
  const build = temporaryFolder();
  writeFileSync(join(build, 'compile_commands.json'), JSON.stringify(entries));
  return { source: '/qemu', build, version: '10.2.2', archives: [] };
}

const rcu = {
  directory: '/b',
  command:
    'ccache cc -m64 -Ia -iquote . -O2 -Wall -Wl,-z,now -Wno-psabi -W -fdiagnostics-color=auto -DX=1 -fPIE -pthread ' +
    '-MD -MQ libqemuutil.a.p/util_rcu.c.o -MF libqemuutil.a.p/util_rcu.c.o.d -o libqemuutil.a.p/util_rcu.c.o -c ../q/util/rcu.c',
  file: '../q/util/rcu.c',
};

describe('compile_commands.json', () => {
  test('gives the compiler and the relevant flags', () => {
    expect(readCompileCommands(treeWith([rcu]))).toEqual([
      {
        folder: '/b',
        compiler: ['ccache', 'cc'],
        flags: ['-m64', '-Ia', '-iquote', '.', '-O2', '-Wl,-z,now', '-DX=1', '-fPIE', '-pthread'],
        file: '../q/util/rcu.c',
        object: 'libqemuutil.a.p/util_rcu.c.o',
      },
    ]);
  });

  test('may contain a list of arguments instead of a command', () => {
    const [command] = readCompileCommands(
      treeWith([{ directory: '/b', arguments: ['cc', '-c', 'a b.c'], file: 'a b.c', output: 'a.o' }]),
    );
    expect(command).toMatchObject({ compiler: ['cc'], flags: [], object: 'a.o' });
  });

  test('an object is found by the name that the linker uses', () => {
    const of = (object: string) => ({ folder: '/b', compiler: ['cc'], flags: [], file: object, object });
    const commands = ['tests/x.p/util_log.c.o', 'libqemuutil.a.p/util_log.c.o', 'libqom.fa.p/qom_object.c.o'].map(of);
    expect(commandOfObject(commands, 'util_log.c.o')?.object).toBe('libqemuutil.a.p/util_log.c.o');
    expect(commandOfObject(commands, 'tests/x.p/util_log.c.o')?.object).toBe('tests/x.p/util_log.c.o');
    expect(commandOfObject(commands, 'qom_object.c.o')?.object).toBe('libqom.fa.p/qom_object.c.o');
    expect(commandOfObject(commands, 'util_rcu.c.o')).toBeUndefined();
  });
});

describe('observable events follow from the functions that the object calls', () => {
  const headers = { bigLock: 'bql', forceRcu: false, timedwait: 'none', deviceForces: false } as const;
  const needed = ['qemu_thread_create', 'bql_lock_impl', 'bql_unlock', 'bql_locked'];
  const waits = ['qemu_event_set', 'qemu_event_reset', 'qemu_event_wait'];
  const mutexes = ['qemu_mutex_lock_func', 'qemu_mutex_unlock_impl'];

  test.each<[string[], object]>([
    [[], { waits: false, gracePeriods: false, forces: false }],
    [waits, { waits: true, gracePeriods: false, forces: false }],
    [[...mutexes, 'notifier_list_notify'], { waits: false, gracePeriods: true, forces: true }],
    [['notifier_list_notify'], { waits: false, gracePeriods: false, forces: false }],
  ])('%j', (names, seen) => {
    expect(whatIsSeen(headers, new Set([...needed, ...names]))).toEqual(seen);
  });

  test('an inlined wait is a timed wait in the object', () => {
    const names = new Set([...needed, ...waits, 'qemu_event_timedwait']);
    names.delete('qemu_event_wait');
    expect(whatIsSeen({ ...headers, timedwait: 'void' }, names).waits).toBe(true);
    expect(whatIsSeen(headers, names).waits).toBe(false);
  });

  test.each(needed)('without a call of %s the build is rejected', (name) => {
    const names = new Set(needed.filter((other) => other !== name));
    expect(() => whatIsSeen(headers, names)).toThrow(`QEMU's rcu.c does not call ${name}() in another object`);
  });
});

test.each<[string, string]>([
  [
    "In file included from x.c:1:\nx.h:3:5: error: unknown type name 'foo'\n",
    "x.h:3:5: error: unknown type name 'foo'",
  ],
  [
    '/usr/bin/ld: a.o: in function f:\na.c:1: undefined reference to `g`\ncollect2: error: ld returned 1',
    'a.c:1: undefined reference to `g`',
  ],
  ['\nKilled\n', 'Killed'],
  ['', 'it says nothing'],
])('the most informative error line: %j', (complaints, line) => {
  expect(mainComplaint({ words: [], folder: '/', good: false, output: '', complaints })).toBe(line);
});

const built: BuiltProvider = {
  name: 'mine',
  kind: 'qemu',
  file: '/home/me/.cache/rcu-bench/providers/mine.so',
  source: '/home/me/qemu',
  build: '/home/me/qemu/build',
  qemuVersion: '10.2.50 (v10.2.0-12-gabc)',
  features: {
    bigLock: 'bql',
    forceRcu: true,
    timedwait: 'bool',
    deviceForces: false,
    sees: { waits: true, gracePeriods: true, forces: false },
  },
  compiledAgain: ['util/rcu.c', 'util/log.c'],
  compiler: 'cc 12.2.0',
  builtAt: '2026-01-02T03:04:05.000Z',
};

describe('text output', () => {
  test('of a build', () => {
    expect(builtProviderText(built, { columns: 80, paint: makePaint(false) })).toMatchInlineSnapshot(`
      "mine is now a version: the RCU of QEMU 10.2.50 (v10.2.0-12-gabc)

      source     /home/me/qemu
      build      /home/me/qemu/build
      library    /home/me/.cache/rcu-bench/providers/mine.so
      compiler   cc 12.2.0
      has        bql_lock(), qemu_event_timedwait() that tells its end, force_rcu()
      shows      waits, grace periods (inferred)
      again      compiled again with -fPIC: util/rcu.c, util/log.c

      Next       rcu-bench provider check mine
                 rcu-bench run baseline mine"
    `);
  });

  test('of a tree without observable events and without features', () => {
    const plain = { bigLock: 'iothread', forceRcu: false, timedwait: 'none', deviceForces: false } as const;
    const features = { ...plain, sees: { waits: false, gracePeriods: false, forces: false } };
    const text = builtProviderText({ ...built, features, compiledAgain: [] }, { columns: 80, paint: makePaint(false) });
    expect(text).toContain('has        qemu_mutex_lock_iothread(); no force_rcu()\n');
    expect(text).toContain('shows      nothing of its inside\n');
    expect(text).not.toContain('-fPIC');
  });

  test('of a list', () => {
    expect(builtProviderListText([built], '/p')).toBe(
      'mine  QEMU 10.2.50 (v10.2.0-12-gabc)  2026-01-02 03:04 UTC  /home/me/qemu',
    );
  });
});

describe('the cache', () => {
  const { file: _, ...facts } = built;

  test('stores a complete library or nothing', async () => {
    const cache = new ProviderCache(join(temporaryFolder(), 'providers'));
    const failing = cache.keep('mine', async (file) => {
      writeFileSync(file, 'half');
      throw new Error('the linker fails');
    });
    await expect(failing).rejects.toThrow('the linker fails');
    expect(cache.names()).toEqual([]);
    await cache.keep('mine', async (file) => {
      writeFileSync(file, 'whole');
      return facts;
    });
    expect(cache.names()).toEqual(['mine']);
    expect(cache.read('mine')).toEqual({ ...built, file: cache.fileOf('mine') });
  });

  test('a damaged record is reported', () => {
    const cache = new ProviderCache(temporaryFolder());
    writeFileSync(cache.fileOf('mine'), '');
    writeFileSync(join(cache.folder, 'mine.json'), '{');
    expect(() => cache.read('mine')).toThrow(/mine\.json' cannot be read: /);
  });

  test('a record without its library is ignored', () => {
    const folder = join(temporaryFolder(), 'providers');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(built));
    expect(new ProviderCache(folder).names()).toEqual([]);
    expect(() => new ProviderCache(folder).remove('mine')).toThrow("no provider 'mine' was built here");
  });
});
