// Runs a provider's library through a scenario of drive.c, and gives what it was told.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./drive.c', import.meta.url));
const native = fileURLToPath(new URL('../../../native', import.meta.url));

/** @returns the program */
export function compileDriver(folder: string): string {
  const program = join(folder, 'drive');
  execFileSync('cc', [
    '-O1',
    '-g',
    '-Wall',
    '-Wextra',
    '-Werror',
    `-I${native}`,
    source,
    '-o',
    program,
    '-ldl',
    '-pthread',
  ]);
  return program;
}

/** @returns a line an event: THREAD EVENT [WORDS] */
export function drive(program: string, library: string, scenario: string): string[] {
  return execFileSync(program, [library, scenario], { encoding: 'utf8', timeout: 20_000 }).trimEnd().split('\n');
}
