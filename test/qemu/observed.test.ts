// The adapter with stand-in trees from before and after the series: its features, and the RCU events that it reports.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BuiltProvider } from '../../src/documents/built-provider.js';
import { ProviderCache } from '../../src/providers/cache.js';
import { buildQemuProvider } from '../../src/providers/qemu/build.js';
import { compileConform, conform } from '../support/conform.js';
import { compileDriver, drive } from '../support/qemu/drive.js';
import { makeStandIn, type StandIn, type StandInOptions } from '../support/qemu/stand-in.js';

const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-stand-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kinds of archives that QEMU's build writes, by default or with options; each tree uses another kind. */
const archives: Record<StandIn, StandInOptions> = {
  legacy: { flags: ['-fPIE'], thick: true },
  baseline: { flags: ['-fPIE'] },
  series: { flags: ['-fPIC'] },
  first: { flags: ['-fPIC'], thick: true },
};
const names = Object.keys(archives) as StandIn[];

let driver: string;
const built = new Map<StandIn, BuiltProvider>();

beforeAll(async () => {
  driver = compileDriver(folder);
  const cache = new ProviderCache(join(folder, 'cache'));
  for (const name of names) {
    const tree = makeStandIn(join(folder, name), name, archives[name]);
    built.set(
      name,
      await buildQemuProvider(
        { ...tree, name: `stand-in-${name}`, onStep: () => {}, stop: new AbortController().signal },
        cache,
      ),
    );
  }
});

function providerOf(name: StandIn): BuiltProvider {
  const provider = built.get(name);
  if (provider === undefined) throw new Error(`${name} was not built`);
  return provider;
}

test('the adapter follows the rules of provider.h with every tree', () => {
  const program = compileConform(folder);
  for (const name of names)
    expect(conform(program, providerOf(name).file), name).toMatchObject({ broken: [], status: 0 });
});

const told = (name: StandIn, scenario: string) => drive(driver, providerOf(name).file, scenario);

/** Events of the RCU thread in the first grace period that waited for a reader, including begin and end. */
function firstWait(lines: readonly string[]): string[] {
  const own = lines.filter((line) => line.startsWith('call_rcu ')).map((line) => line.slice('call_rcu '.length));
  const met = own.findIndex((line) => /^(waits (readers|force)|notifies)/.test(line));
  const begin = own.lastIndexOf('grace-period-begin', met);
  return own.slice(begin, own.indexOf('grace-period-end', begin) + 1);
}

/** Expects these lines among the others, in this order. */
function expectInOrder(lines: readonly string[], wanted: readonly string[]): void {
  let from = 0;
  for (const line of wanted) {
    const at = lines.indexOf(line, from);
    expect(at, `'${line}' after line ${from} of\n${lines.join('\n')}`).toBeGreaterThanOrEqual(0);
    from = at + 1;
  }
}

const pauses = (line: string) =>
  Array<string[]>(5)
    .fill([`waits ${line} 10 ms`, `waited ${line} timed-out`])
    .flat();

describe('features that the headers declare', () => {
  test.each<[StandIn, Partial<BuiltProvider['features']>]>([
    ['legacy', { bigLock: 'iothread', forceRcu: false, timedwait: 'none', deviceForces: false }],
    ['baseline', { bigLock: 'bql', forceRcu: false, timedwait: 'none', deviceForces: false }],
    ['series', { bigLock: 'bql', forceRcu: true, timedwait: 'void', deviceForces: true }],
    ['first', { bigLock: 'bql', forceRcu: true, timedwait: 'bool', deviceForces: true }],
  ])('%s', (name, features) => {
    expect(providerOf(name).features).toEqual({
      ...features,
      sees: { waits: true, gracePeriods: true, forces: true },
    });
  });

  test.each<[StandIn, string[]]>([
    ['legacy', ['util/qemu-thread-posix.c', 'util/rcu.c']],
    ['baseline', ['util/qemu-thread-posix.c', 'util/rcu.c']],
    ['series', ['util/rcu.c']],
    ['first', ['util/rcu.c']],
  ])('%s: files that are compiled again', (name, files) => {
    expect([...providerOf(name).compiledAgain].sort()).toEqual(files);
  });

  test.each<[StandIn, string]>([
    ['legacy', '0'],
    ['baseline', '0'],
    ['series', '1'],
    ['first', '1'],
  ])('%s offers force() only if the tree has force_rcu(): %s', (name, has) => {
    const { qemuVersion } = providerOf(name);
    expect(told(name, 'facts')).toEqual([
      `name stand-in-${name}`,
      `version QEMU ${qemuVersion}`,
      'tells 0xf',
      `forces-on-unmap ${has}`,
      `force ${has}`,
    ]);
  });
});

describe.each(names)('%s follows the rules of provider.h', (name) => {
  test('callbacks run in order, and stop() waits for callbacks that callbacks queue', () => {
    const runs = told(name, 'callbacks').filter((line) => / runs /.test(line));
    expect(runs).toEqual([1, 2, 3, 4].map((number) => `call_rcu runs ${number}`));
  });

  test('a callback waits for a reader that is not asked to leave', () => {
    expectInOrder(told(name, 'late'), ['reader leaves', 'call_rcu grace-period-end', 'call_rcu runs 1']);
  });

  test('drain() notifies the readers, drops the big lock and takes it again', () => {
    const lines = told(name, 'drain');
    expectInOrder(lines, ['call_rcu forced request', 'call_rcu notifies', 'reader leaves', 'call_rcu runs 1']);
  });

  test('a process can have one instance after another, and never two at once', () => {
    const lines = told(name, 'again');
    expect(lines.filter((line) => /begins|ends|runs|second/.test(line))).toEqual([
      'call_rcu begins',
      'main second QEMU has one RCU in a process, and it is in use',
      'call_rcu runs 1',
      'call_rcu ends',
      'call_rcu begins',
      'call_rcu runs 2',
      'call_rcu ends',
    ]);
  });

  test('each grace period has a begin and an end', () => {
    const marks = told(name, 'synchronize').filter((line) => line.includes('grace-period'));
    marks.forEach((line, i) => {
      expect(line).toMatch(i % 2 === 0 ? /-begin$/ : /-end$/);
    });
    expect(marks.length).toBeGreaterThanOrEqual(2);
  });
});

describe('legacy', () => {
  test('sleeps for more callbacks before a grace period, which waits for the readers’ event', () => {
    const lines = told('legacy', 'late');
    expectInOrder(lines, [
      'main sets callbacks',
      'call_rcu waits other 10 ms',
      'call_rcu waited other timed-out',
      'call_rcu grace-period-begin',
      'call_rcu waits readers',
      'reader leaves',
      'reader sets readers',
      'call_rcu waited readers woken',
      'call_rcu grace-period-end',
    ]);
    expect(lines.filter((line) => line.startsWith('call_rcu forced')).length).toBeLessThanOrEqual(1);
  });

  test('a stall report describes the RCU state', () => {
    expect(told('legacy', 'describe')).toContain(
      "main describes QEMU 1.0.0: 1 callbacks pending; call_rcu, as last seen, waits for a reader's event",
    );
  });
});

describe('baseline', () => {
  test('pauses five times, then forces', () => {
    expect(firstWait(told('baseline', 'slow'))).toEqual([
      'grace-period-begin',
      ...pauses('readers'),
      'forced time',
      'notifies',
      'waits readers',
      'waited readers woken',
      'grace-period-end',
    ]);
  });
});

describe.each<[StandIn]>([['series'], ['first']])('%s', (name) => {
  test('force() cuts a pause short', () => {
    const lines = told(name, 'forced');
    expectInOrder(lines, ['main sets force', 'call_rcu forced request', 'call_rcu notifies', 'reader leaves']);
    expect(lines).not.toContain('call_rcu forced time');
  });

  test('pauses five times if no force is requested', () => {
    const lines = firstWait(told(name, 'slow'));
    expect(lines.filter((line) => line === 'waits force 10 ms')).toHaveLength(5);
    expectInOrder(lines, ['waits force 10 ms', 'notifies', 'waits readers', 'waited readers woken']);
  });
});

test.each<[StandIn]>([['baseline'], ['series'], ['first']])('%s: many callbacks force the grace period', (name) => {
  const [, forced] = firstWait(told(name, 'threshold'));
  expect(forced).toBe('forced threshold');
});

test.each<[StandIn, string]>([
  ['baseline', 'main'],
  ['series', 'call_rcu'],
])('%s: synchronize_rcu() waits in %s', (name, thread) => {
  const lines = told(name, 'synchronize');
  expectInOrder(lines, [`${thread} grace-period-begin`, 'reader leaves', `${thread} grace-period-end`]);
});
