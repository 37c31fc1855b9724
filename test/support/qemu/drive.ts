// Runs a scenario of drive.c against a provider's library and returns the events that the library reported.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./drive.c', import.meta.url));
const native = fileURLToPath(new URL('../../../native', import.meta.url));

/** @returns the path of the compiled program */
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

/** @returns one line per event: THREAD EVENT [WORDS] */
export function drive(program: string, library: string, scenario: string): string[] {
  return execFileSync(program, [library, scenario], { encoding: 'utf8', timeout: 20_000 }).trimEnd().split('\n');
}
