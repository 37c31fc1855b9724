// What a tree has: asked of its headers, by compiling a few lines each, and of the object that holds its RCU.

import { UserError } from '../../base/errors.js';
import type { QemuFeatures } from '../../documents/built-provider.js';
import { runTool } from '../tool.js';
import { type CompileCommand, libraryFlags } from './compile-command.js';
import { StepError, type Steps } from './steps.js';
import { deviceForces, type QemuTree, utilArchive } from './tree.js';

const headers = ['qemu/osdep.h', 'qemu/main-loop.h', 'qemu/notify.h', 'qemu/rcu.h', 'qemu/thread.h'];

/** Functions of the big lock as they are called from other objects. */
export const bigLockFunctions: Record<QemuFeatures['bigLock'], string[]> = {
  bql: ['bql_lock_impl', 'bql_unlock', 'bql_locked'],
  iothread: ['qemu_mutex_lock_iothread_impl', 'qemu_mutex_unlock_iothread', 'qemu_mutex_iothread_locked'],
};

/** @throws UserError where QEMU's headers cannot be compiled, or have no RCU that the adapter knows */
export async function askHeaders(
  tree: QemuTree,
  command: CompileCommand,
  steps: Steps,
): Promise<Omit<QemuFeatures, 'sees'>> {
  const step = "QEMU's headers";
  steps.begin(step);
  const compile = async (lines: string) => steps.note(await compileLines(command, lines));
  const plain = await compile('');
  if (!plain.good) {
    throw new StepError(step, plain, 'Is the build folder that of this source, and was it built with it?');
  }
  const has = async (lines: string) => (await compile(lines)).good;
  return {
    bigLock: await bigLockNames(tree, has),
    forceRcu: await has('void probe(void) { force_rcu(); }'),
    timedwait: await timedwait(has),
    deviceForces: deviceForces(tree.source),
  };
}

function compileLines({ compiler, flags, folder }: CompileCommand, lines: string) {
  const text = [...headers.map((header) => `#include "${header}"`), lines, ''].join('\n');
  // -w would let a call of an unknown function pass.
  const strict = ['-Werror=implicit-function-declaration', '-fsyntax-only', '-x', 'c', '-'];
  return runTool([...compiler, ...flags, ...libraryFlags, ...strict], folder, text);
}

type Has = (lines: string) => Promise<boolean>;

async function bigLockNames({ source, version }: QemuTree, has: Has): Promise<QemuFeatures['bigLock']> {
  if (await has('void probe(void) { bql_lock(); bql_unlock(); }')) return 'bql';
  if (await has('void probe(void) { qemu_mutex_lock_iothread(); qemu_mutex_unlock_iothread(); }')) return 'iothread';
  throw new UserError(`'${source}' (QEMU ${version}) has neither bql_lock() nor qemu_mutex_lock_iothread()`, {
    suggestions: ['The adapter knows QEMU 3.1 and later; please report a later one that it does not know.'],
  });
}

async function timedwait(has: Has): Promise<QemuFeatures['timedwait']> {
  const call = 'qemu_event_timedwait(event, 1)';
  if (await has(`bool probe(QemuEvent *event) { return ${call}; }`)) return 'bool';
  return (await has(`void probe(QemuEvent *event) { ${call}; }`)) ? 'void' : 'none';
}

/** @param undefinedNames of the RCU's object: what it calls in others, and so what --wrap reaches */
export function whatIsSeen(
  { bigLock, timedwait }: Omit<QemuFeatures, 'sees'>,
  undefinedNames: ReadonlySet<string>,
): QemuFeatures['sees'] {
  const missing = ['qemu_thread_create', ...bigLockFunctions[bigLock]].find((name) => !undefinedNames.has(name));
  if (missing !== undefined) {
    throw new UserError(`QEMU's rcu.c does not call ${missing}() in another object: the adapter cannot reach it`, {
      suggestions: ['Please report this with the version of QEMU.'],
    });
  }
  const all = (...names: string[]) => names.every((name) => undefinedNames.has(name));
  const gracePeriods = all('qemu_mutex_lock_func', 'qemu_mutex_unlock_impl');
  return {
    waits: all('qemu_event_set', 'qemu_event_reset', timedwait === 'none' ? 'qemu_event_wait' : 'qemu_event_timedwait'),
    gracePeriods,
    forces: gracePeriods && all('notifier_list_notify'),
  };
}

/** What rcu.c's member of the archive calls elsewhere. @throws UserError where it is not there */
export async function namesInArchive({ build }: QemuTree, steps: Steps): Promise<Set<string>> {
  const step = `symbols of ${utilArchive}`;
  steps.begin(step);
  const run = await runTool(['nm', '-P', '-u', utilArchive], build);
  // In a large archive there is always something that nm complains of.
  const names = membersOf(run.output).find(({ member }) => /(^|[/_])rcu\.(c\.)?o$/.test(member))?.names;
  if (names !== undefined) return names;
  if (run.output === '') throw new StepError(step, steps.note(run));
  throw new UserError(`${step}: there is no rcu.c.o in '${build}/${utilArchive}'`, {
    suggestions: [`Build it again: ninja -C ${build} ${utilArchive}`],
  });
}

/** `archive[member]:` and a line `name U …` for each name. */
function membersOf(text: string): { member: string; names: Set<string> }[] {
  return text.split(/^(?=\S+\[.*\]:$)/m).map((part) => {
    const [head = '', ...lines] = part.split('\n');
    return { member: /\[(.*)\]:$/.exec(head)?.[1] ?? '', names: namesOf(lines) };
  });
}

const namesOf = (lines: readonly string[]) => new Set(lines.map((line) => line.split(' ', 1)[0] ?? ''));
