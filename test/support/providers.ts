// Provider libraries for tests: the manual's toy and broken variants of it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const examples = resolve('examples/provider-toy');

/** Builds a copy of the toy with the manual's commands. @returns the library's path */
export function buildToy(folder: string): string {
  for (const name of ['toy.c', 'Makefile']) copyFileSync(join(examples, name), join(folder, name));
  execFileSync('make', ['-s', '-C', folder, `RCU_BENCH=${resolve('.')}`]);
  return join(folder, 'libtoy.so');
}

/** Kinds of broken.c. */
export type BrokenKind =
  | 'NO_SYMBOL'
  | 'OTHER_VERSION'
  | 'NO_CALL'
  | 'CRASH_LOADED'
  | 'CRASH_CREATE'
  | 'CRASH_LATER'
  | 'FAIL_CREATE'
  | 'HANG_CREATE'
  | 'HANG_STOP'
  | 'HANG_STOP_BUSY'
  | 'HANG_SYNCHRONIZE'
  | 'HANG_DRAIN'
  | 'HANG_CALL'
  | 'LOSE_BUSY'
  | 'LOSE_ONE'
  | 'ENDLESS_SILENCE'
  | 'FORK_LOADED'
  | 'DRAIN_LOSES_LOCK'
  | 'DRAIN_KEEPS_LOCK'
  | 'FOREIGN_UNLOCK'
  | 'RECURSIVE_LOCK'
  | 'STALL'
  | 'NO_GRACE_PERIOD'
  | 'DRAIN_LIES'
  | 'SYNCHRONIZE_LIES'
  | 'UNLOCKED'
  | 'TWICE'
  | 'STOP_LEAVES'
  | 'UNLOCKS_TWICE';

/** @returns the path relative to `folder`: ./libstall.so */
export function buildBroken(folder: string, kind: BrokenKind): string {
  const file = `lib${kind.toLowerCase().replaceAll('_', '-')}.so`;
  const sources = ['-I', 'native/provider', '-I', examples, 'test/support/providers/broken.c'];
  const flags = ['-std=c99', '-D_POSIX_C_SOURCE=200809L', '-O1', '-Wall', '-Werror', '-fPIC', '-shared', '-pthread'];
  execFileSync('cc', [...flags, `-D${kind}`, ...sources, '-o', join(folder, file)]);
  return `./${file}`;
}

/** @returns the path of a file that is not a library */
export function buildNonsense(folder: string): string {
  writeFileSync(
    join(folder, 'libnonsense.so'),
    'This is a text, and long enough for the header of a library.\n'.repeat(4),
  );
  return './libnonsense.so';
}
