// LTTng's side: two sessions for the program's events, and the daemon if none is there.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { notInstalled } from './figures.js';

/** @typedef {{ silent: string } | { discarded: () => number, stop: () => Promise<void> }} Listening */

// As much room as the recorder's ring of 8 MiB has.
const room = ['--subbuf-size', '2M', '--num-subbuf', '4'];
const daemonStartMs = 10_000;

/**
 * The environment in which tools, daemon and program find each other. What they keep lies in `folder`, not in the user's
 * home; of other users than root the daemon as well is their own.
 * @param {string} folder
 */
export const lttngEnvironment = (folder) => ({
  ...process.env,
  LTTNG_HOME: folder,
  // How long the program's start waits for the daemon to know it, in ms.
  LTTNG_UST_REGISTER_TIMEOUT: '5000',
});

/** Records the program's events from now on. @param {string} folder for what is recorded @returns {Promise<Listening>} */
export async function listenByLttng(folder) {
  if (spawnSync('lttng', ['--version']).error !== undefined) return { silent: notInstalled('lttng-tools') };
  const tool = new Tool(folder);
  const ring = `rcu-bench-ring-${process.pid}`;
  const disk = `rcu-bench-disk-${process.pid}`;
  const daemon = await startDaemon(tool);
  const stop = async () => {
    for (const session of [ring, disk]) tool.try('destroy', session);
    await daemon.stop();
  };
  try {
    tool.record(ring, ['--snapshot', '--output', `${folder}/ring`], '--overwrite', 'overwrite');
    tool.record(disk, ['--output', `${folder}/disk`], '--discard', 'discard');
  } catch (error) {
    await stop();
    return { silent: `not recorded: ${error instanceof Error ? error.message : error}` };
  }
  return { discarded: () => tool.discarded(disk), stop };
}

/** The command `lttng`. */
class Tool {
  /** @param {string} folder */
  constructor(folder) {
    this.env = lttngEnvironment(folder);
  }

  /** @param {string[]} args */
  try(...args) {
    return spawnSync('lttng', ['--no-sessiond', ...args], { encoding: 'utf8', env: this.env });
  }

  /** @param {string[]} args */
  do(...args) {
    const { status, stdout, stderr } = this.try(...args);
    if (status !== 0) throw new Error(`lttng ${args[0]}: ${`${stderr}${stdout}`.trim().split('\n')[0]}`);
    return stdout;
  }

  /** Makes and starts a session for one event. @param {string} session @param {string[]} options @param {string} mode @param {string} event */
  record(session, options, mode, event) {
    const channel = ['--userspace', '--session', session];
    this.do('create', session, ...options);
    this.do('enable-channel', ...channel, ...room, mode, 'events');
    this.do('enable-event', ...channel, '--channel', 'events', `rcu_bench_tracing:${event}`);
    this.do('start', session);
  }

  /** Ends the session: events that it had no room for, and that were therefore cheap. @param {string} session */
  discarded(session) {
    this.do('stop', session);
    return Number(/Discarded events: (\d+)/.exec(this.do('list', session))?.[1] ?? Number.NaN);
  }
}

/** One of our own, that ends with us, unless there is one. @param {Tool} tool */
async function startDaemon(tool) {
  const isThere = () => tool.try('list').status === 0;
  if (isThere()) return { stop: async () => {} };
  const daemon = spawn('lttng-sessiond', ['--no-kernel'], { stdio: 'ignore', env: tool.env });
  const closed = new Promise((resolve) => {
    daemon.once('close', resolve);
    daemon.once('error', resolve); // told by the sessions, which find no daemon
  });
  const deadline = Date.now() + daemonStartMs;
  while (!isThere() && daemon.exitCode === null && daemon.pid !== undefined && Date.now() < deadline) await sleep(50);
  return {
    stop: async () => {
      daemon.kill();
      await closed;
    },
  };
}
