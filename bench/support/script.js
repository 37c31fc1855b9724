// Shared by the scripts of bench/: the option `--smoke`, for a run that only shows that the script works, and running the tool.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A smoke run: its figures mean nothing. */
export const smoke = process.argv.includes('--smoke');
/** The other arguments. */
export const args = process.argv.slice(2).filter((word) => word !== '--smoke');

/** Creates a folder that is deleted when the process ends. */
export function scratchFolder(parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'rcu-bench-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs rcu-bench and throws if it fails. @param {string[]} words */
export function rcuBench(...words) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`rcu-bench ${words.join(' ')}: exit code ${status}\n${stderr}`);
}

/** The named file of saved trials, or for --smoke a few new trials. @param {string[]} words of the command that makes them */
export function savedTrials(...words) {
  const [file] = args;
  if (file !== undefined) return file;
  if (!smoke) {
    console.error(`Error: name the file that 'rcu-bench ${words.slice(0, 2).join(' ')} … --out FILE' wrote`);
    process.exit(2);
  }
  const made = join(scratchFolder(), 'aa.json');
  rcuBench(...words, '--duration', '100ms', '--warmup', '0', '--rate', '100', '--seed', '1', '--out', made);
  return made;
}
