// How QEMU's own build compiles its files, and how the same is compiled into a library.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors.js';
import { shellWords } from '../../base/shell.js';
import { runTool } from '../tool.js';
import type { QemuTree } from './tree.js';

export interface CompileCommand {
  /** Where it runs; paths are from there. */
  folder: string;
  /** The compiler, and a wrapper before it. */
  compiler: string[];
  /** Without those that name files, ask for warnings or write dependencies. */
  flags: string[];
  /** Empty where it is not known. */
  file: string;
  object: string;
}

interface Entry {
  directory: string;
  command?: string;
  arguments?: string[];
  file: string;
  output?: string;
}

/** Of all files that QEMU's build compiles; empty where it left no compile_commands.json. */
export function readCompileCommands({ build }: QemuTree): CompileCommand[] {
  const file = join(build, 'compile_commands.json');
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as Entry[]).map(parseEntry);
}

function parseEntry({ directory, command = '', arguments: words = shellWords(command), file, output }: Entry) {
  const place = words.findIndex((word) => word.startsWith('-'));
  const begin = place < 0 ? words.length : place;
  const outputAt = words.indexOf('-o');
  return {
    folder: directory,
    compiler: words.slice(0, begin),
    flags: keptFlags(words.slice(begin), file),
    file,
    object: output ?? (outputAt < 0 ? '' : (words[outputAt + 1] ?? '')),
  };
}

const withArgument = new Set(['-o', '-MF', '-MQ', '-MT']);
const dropped = /^-(c|MD|MMD|MP|W[^l].*|W|pedantic|fdiagnostics-.*)$/;

function keptFlags(words: readonly string[], file: string): string[] {
  return words.filter(
    (word, i) =>
      !withArgument.has(word) && !withArgument.has(words[i - 1] ?? '') && !dropped.test(word) && word !== file,
  );
}

/** That of the file that holds the RCU, whose flags the adapter is compiled with. */
export async function commandOfRcu(tree: QemuTree, commands: readonly CompileCommand[]): Promise<CompileCommand> {
  const found = commands.find(({ file }) => /(^|\/)util\/rcu\.c$/.test(file)) ?? (await guess(tree));
  const foreign = found.flags.find((flag) => /^-f(sanitize|lto)(=|$)/.test(flag));
  if (foreign === undefined) return found;
  throw new UserError(`'${tree.build}' was built with ${foreign}, and such objects fit into no library`, {
    suggestions: ['Configure a build of QEMU without sanitizers and without --enable-lto.'],
  });
}

/** Without compile_commands.json: what all QEMUs have in common. */
async function guess({ source, build }: QemuTree): Promise<CompileCommand> {
  const here = ['.', 'qapi', 'trace'].map((folder) => `-I${folder}`);
  const there = ['', 'include', 'host/include/generic'].flatMap((folder) => ['-iquote', join(source, folder)]);
  const headers = ['-isystem', join(source, 'linux-headers'), '-isystem', 'linux-headers'];
  const language = [
    '-std=gnu11',
    '-O2',
    '-g',
    '-D_GNU_SOURCE',
    '-D_FILE_OFFSET_BITS=64',
    '-fno-strict-aliasing',
    '-fwrapv',
  ];
  const flags = [...language, '-pthread', ...here, ...there, ...headers, ...(await glibFlags('--cflags', build))];
  return { folder: build, compiler: ['cc'], flags, file: '', object: '' };
}

/** What pkg-config says of glib; nothing where it does not know of one. */
export async function glibFlags(which: '--cflags' | '--libs', folder: string): Promise<string[]> {
  const answer = await runTool(['pkg-config', which, 'glib-2.0'], folder);
  return answer.good ? shellWords(answer.output) : [];
}

/**
 * What makes an object fit into a library. Thread-local variables are reached as nearly as possible as in QEMU itself, by an offset that
 * is looked up, and not by a call.
 */
export const libraryFlags = ['-fPIC', '-ftls-model=initial-exec'];

/** An entry of the archive by the name that the linker gives it: `util_rcu.c.o`, perhaps with its folder. */
export function commandOfObject(commands: readonly CompileCommand[], object: string): CompileCommand | undefined {
  const same = commands.filter((command) => basename(command.object) === basename(object));
  return same.find((command) => command.object === object) ?? same.find(inArchive) ?? same[0];
}

const inArchive = ({ object }: CompileCommand) => /^lib(qemuutil|qom|event-loop-base)\./.test(object);
