// The adapter and QEMU's archives, linked into one library.
//
// QEMU compiles for programs (-fPIE). Most of that fits into a library as well, but not objects with thread-local variables or with
// references to variables of the C library; the linker names the first such object that it meets. Each is compiled again from QEMU's
// source, with QEMU's flags and -fPIC, until nothing is named any more; rcu.c always, for the sake of its read side:
// docs/decisions/0010.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shellWords } from '../../base/shell.js';
import type { QemuFeatures } from '../../documents/built-provider.js';
import { runTool, type ToolRun } from '../tool.js';
import { type CompileCommand, commandOfObject, glibFlags, libraryFlags } from './compile-command.js';
import { bigLockFunctions } from './features.js';
import { StepError, type Steps } from './steps.js';
import type { QemuTree } from './tree.js';

interface LinkJob {
  tree: QemuTree;
  features: QemuFeatures;
  /** Of rcu.c. */
  command: CompileCommand;
  commands: readonly CompileCommand[];
  /** The adapter's. */
  objects: readonly string[];
  /** For more objects. */
  folder: string;
  steps: Steps;
}

interface Recompiled {
  /** As QEMU's build names it. */
  file: string;
  object: string;
}

/** Far more than libqemuutil.a's users need. */
const mostRecompiled = 200;

/**
 * @param library is written
 * @returns what was compiled again in all
 * @throws StepError with the linker's line
 */
export async function linkLibrary(job: LinkJob, library: string): Promise<Recompiled[]> {
  const { steps, folder } = job;
  const again = job.command.file === '' ? [] : [await compileAgain(job.command, folder, steps)];
  const map = join(folder, 'exported.map');
  writeFileSync(map, '{ global: rcu_bench_get_provider; local: *; };\n');
  const libraries = await librariesOf(job);
  for (;;) {
    steps.begin('link the library');
    const words = linkWords(job, [...job.objects, ...again.map(({ object }) => object)], libraries, map, library);
    const run = steps.note(await runTool(words, job.tree.build));
    if (run.good) return again;
    again.push(await compileRefused(job, run, again));
  }
}

function linkWords(
  { tree, features, command }: LinkJob,
  objects: readonly string[],
  libraries: readonly string[],
  map: string,
  library: string,
): string[] {
  const machine = command.flags.filter((flag) => /^-m(32|64|x32|arch=|abi=|cpu=)/.test(flag));
  const wraps = wrapped(features).map((name) => `-Wl,--wrap=${name}`);
  const archives = ['-Wl,--start-group', ...tree.archives, '-Wl,--end-group'];
  // nodelete: QEMU's RCU thread runs for ever.
  const options = ['-Wl,-z,defs', '-Wl,-z,nodelete', `-Wl,--version-script=${map}`, '-Wl,--as-needed', '-pthread'];
  return [
    ...command.compiler,
    ...machine,
    ...['-shared', '-o', library],
    ...objects,
    ...archives,
    ...wraps,
    ...options,
    ...libraries,
  ];
}

/** Functions whose calls between objects come to the adapter. */
function wrapped({ bigLock, timedwait }: QemuFeatures): string[] {
  return [
    'qemu_thread_create',
    timedwait === 'none' ? 'qemu_event_wait' : 'qemu_event_timedwait',
    'qemu_event_set',
    'qemu_event_reset',
    'g_usleep',
    'notifier_list_notify',
    'qemu_mutex_unlock_impl',
    ...bigLockFunctions[bigLock],
  ];
}

/** Shared libraries that QEMU's own programs are linked with: those of the one that needs the fewest. */
async function librariesOf({ tree, command }: LinkJob): Promise<string[]> {
  const file = join(tree.build, 'build.ninja');
  const lines = existsSync(file) ? linkArguments(readFileSync(file, 'utf8')) : [];
  const [fewest] = lines.sort((a, b) => a.length - b.length);
  if (fewest !== undefined) return fewest;
  const usesGlib = command.flags.some((flag) => flag.includes('glib-2.0'));
  return usesGlib ? await glibFlags('--libs', tree.build) : [];
}

const linkArguments = (ninja: string): string[][] =>
  [...ninja.matchAll(/^ LINK_ARGS = (.*\blibqemuutil\.a\b.*)$/gm)].map(([, words = '']) =>
    shellWords(words.replace(/\$(.)/g, '$1')).filter((word) => /^-[lL].|\.so(\.\d+)*$/.test(word)),
  );

const refusal = /(?:^|[\s(])([^\s:()]+\.o)\)?: relocation \S+ .*(?:recompile with -fPIC|can ?not be used)/m;

/** The object that the linker refuses, compiled for a library. @throws StepError where that is not what is wrong */
async function compileRefused(job: LinkJob, run: ToolRun, before: readonly Recompiled[]): Promise<Recompiled> {
  const object = refusal.exec(run.complaints)?.[1];
  if (object === undefined) throw linkError(run);
  const command = commandOfObject(job.commands, object);
  const known = before.some(({ file }) => file === command?.file);
  if (command === undefined || known || before.length >= mostRecompiled) {
    throw new StepError('link the library', run, 'Configure QEMU with -Db_staticpic=true, and build it again.');
  }
  return compileAgain(command, job.folder, job.steps);
}

function linkError(run: ToolRun): StepError {
  const incomplete = /undefined reference/.test(run.complaints);
  return new StepError(
    'link the library',
    run,
    incomplete
      ? 'Build all of QEMU in the build folder (ninja): parts of libqemuutil.a need libqom as well.'
      : 'The library is linked from libqemuutil.a as it lies in the build folder.',
  );
}

/** @throws StepError with the compiler's line */
async function compileAgain(command: CompileCommand, folder: string, steps: Steps): Promise<Recompiled> {
  const step = `compile QEMU's ${basename(command.file)} for a library`;
  steps.begin(step);
  const object = join(folder, `again-${basename(command.object)}`);
  const words = [...command.compiler, ...command.flags, ...libraryFlags, '-w', '-c', command.file, '-o', object];
  const run = steps.note(await runTool(words, command.folder));
  if (!run.good) throw new StepError(step, run, 'Is the source still the one that the build folder was built from?');
  return { file: command.file, object };
}
