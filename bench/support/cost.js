// Measures the cost of a command: the CPU time of its process and of all its child processes, and the wall time.
import { spawnSync } from 'node:child_process';

/** @typedef {{ cpuMs: number, wallMs: number }} Cost */

/**
 * Runs a command and discards its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Cost} @throws if the command fails, with the text of its standard error
 */
export function costOf(command, args, { cwd, env } = {}) {
  // bash's `time` includes children that were waited for. Its figures go to descriptor 3, away from the command's output.
  const script = 'TIMEFORMAT=\'%3U %3S\'; { time "$@" >&4 2>&5; } 4>/dev/null 5>&2 2>&3';
  const begin = performance.now();
  const { status, stderr, output } = spawnSync('bash', ['-c', script, 'bash', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  });
  const wallMs = performance.now() - begin;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status}:\n${stderr}`);
  const [userS = 0, systemS = 0] = (output[3] ?? '').trim().split(' ').map(Number);
  return { cpuMs: (userS + systemS) * 1000, wallMs };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2;
}
