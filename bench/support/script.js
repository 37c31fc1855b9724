// What the scripts of this folder share: `--smoke`, for a run that only shows that the script works, and the tool itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Its figures say nothing. */
export const smoke = process.argv.includes('--smoke');
/** What was typed beside it. */
export const args = process.argv.slice(2).filter((word) => word !== '--smoke');

/** A folder that is gone when the process ends. */
export function scratchFolder(parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'rcu-bench-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs rcu-bench to its good end. @param {string[]} words */
export function rcuBench(...words) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`rcu-bench ${words.join(' ')}: exit code ${status}\n${stderr}`);
}

/** The saved trials that were named, or for --smoke a few of our own. @param {string[]} words of the command that makes them */
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
