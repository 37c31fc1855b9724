// Runs two LTTng sessions for the program's events, and the LTTng daemon if none is running.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { notInstalled } from './figures.js';

/** @typedef {{ silent: string } | { discarded: () => number, stop: () => Promise<void> }} Listening */

// The same size as the recorder's ring: 8 MiB.
const room = ['--subbuf-size', '2M', '--num-subbuf', '4'];
const daemonStartMs = 10_000;

/**
 * The environment in which tools, daemon and program find each other. Their files are in `folder`, not in the user's home. A user
 * other than root gets a daemon of their own as well.
 * @param {string} folder
 */
export const lttngEnvironment = (folder) => ({
  ...process.env,
  LTTNG_HOME: folder,
  // How long the program waits at its start for the daemon to register it, in ms.
  LTTNG_UST_REGISTER_TIMEOUT: '5000',
});

/** Starts to record the program's events. @param {string} folder for the recordings @returns {Promise<Listening>} */
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

  /** Creates and starts a session for one event. @param {string} session @param {string[]} options @param {string} mode @param {string} event */
  record(session, options, mode, event) {
    const channel = ['--userspace', '--session', session];
    this.do('create', session, ...options);
    this.do('enable-channel', ...channel, ...room, mode, 'events');
    this.do('enable-event', ...channel, '--channel', 'events', `rcu_bench_tracing:${event}`);
    this.do('start', session);
  }

  /** Ends the session. @returns the number of discarded events, which cost less than recorded ones @param {string} session */
  discarded(session) {
    this.do('stop', session);
    return Number(/Discarded events: (\d+)/.exec(this.do('list', session))?.[1] ?? Number.NaN);
  }
}

/** Starts a daemon that ends with this process, unless a daemon is running. @param {Tool} tool */
async function startDaemon(tool) {
  const isThere = () => tool.try('list').status === 0;
  if (isThere()) return { stop: async () => {} };
  const daemon = spawn('lttng-sessiond', ['--no-kernel'], { stdio: 'ignore', env: tool.env });
  const closed = new Promise((resolve) => {
    daemon.once('close', resolve);
    daemon.once('error', resolve); // the sessions report that there is no daemon
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
