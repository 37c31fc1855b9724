// Checks a provider's library against the rules of provider.h with native/test/conform.cc.
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** @returns the path of the compiled program */
export function compileConform(folder: string): string {
  const program = join(folder, 'conform');
  const flags = ['-std=c++20', '-O0', '-Wall', '-Wextra', '-Werror', '-I', 'native', '-I', 'native/test'];
  execFileSync('c++', [...flags, resolve('native/test/conform.cc'), '-o', program, '-ldl', '-pthread']);
  return program;
}

export interface Conformance {
  /** The checks that ran, in order. */
  checks: string[];
  /** Violations, as `CHECK: description`. */
  broken: string[];
  /** Exit status. null: a signal ended the program, SIGALRM if the library hung. */
  status: number | null;
}

export function conform(program: string, library: string): Conformance {
  const { status, stdout, stderr } = spawnSync(program, [resolve(library)], { encoding: 'utf8' });
  if (status === 2) throw new Error(stderr);
  const lines = stdout.trimEnd().split('\n');
  const marked = 'broken: ';
  return {
    checks: lines.filter((line) => !line.startsWith(marked)),
    broken: lines.filter((line) => line.startsWith(marked)).map((line) => line.slice(marked.length)),
    status,
  };
}
