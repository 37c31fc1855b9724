// Counts the events of the program's USDT probe `attached` with bpftrace.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { notInstalled } from './figures.js';

/** @typedef {{ silent: string } | { stop: () => Promise<number> }} Listening */

const attachMs = 15_000;

/**
 * Starts to count; `stop` returns the number of events.
 * @param {string} program @param {() => Promise<boolean>} attached whether the program sees a listener @returns {Promise<Listening>}
 */
export async function listenByBpftrace(program, attached) {
  if (spawnSync('bpftrace', ['--version']).error !== undefined) return { silent: notInstalled('bpftrace') };
  if (process.getuid?.() !== 0) return { silent: 'not attached: only root may' };
  const probe = `usdt:${program}:rcu_bench_tracing:attached { @events = count(); }`;
  const tracer = spawn('bpftrace', ['-e', probe], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  tracer.stdout.on('data', (data) => {
    stdout += data;
  });
  tracer.stderr.on('data', (data) => {
    stderr += data;
  });
  const closed = new Promise((resolve) => tracer.once('close', resolve));
  const stop = async () => {
    tracer.kill('SIGINT');
    await closed;
    return Number(/@events: (\d+)/.exec(stdout)?.[1] ?? 0);
  };
  const deadline = Date.now() + attachMs;
  try {
    while (tracer.exitCode === null && Date.now() < deadline) {
      if (await attached()) return { stop };
      await sleep(100);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  await stop();
  return { silent: `not attached: ${stderr.trim().split('\n').at(-1) || 'bpftrace says nothing'}` };
}
