// Runs the program while tracers listen, and always stops the tracers afterwards.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listenByBpftrace } from './bpftrace.js';
import { listenByLttng, lttngEnvironment } from './lttng.js';

/** @typedef {import('./figures.js').Measured} Measured */
/** @typedef {import('./figures.js').Silent} Silent */
/** @typedef {{ program: string, rounds: number, events: number, stop: AbortSignal }} Plan */
/** @typedef {{ measured: Measured, silent: Silent, warnings: string[] }} Session */

/** @param {Plan} plan @param {NodeJS.ProcessEnv} [env] @returns {Promise<Measured>} */
async function measure({ program, rounds, events, stop }, env = process.env) {
  const options = { env, maxBuffer: 1 << 28, signal: stop };
  const { stdout } = await promisify(execFile)(program, [`${rounds}`, `${events}`], options);
  return JSON.parse(stdout);
}

/** Without tracers. @param {Plan} plan @returns {Promise<Session>} */
export async function measureAlone(plan) {
  const reason = 'not asked for (--no-tracers)';
  return { measured: await measure(plan), silent: { lttng: reason, bpftrace: reason }, warnings: [] };
}

/** With all installed tracers. @param {Plan} plan @returns {Promise<Session>} */
export async function measureTraced(plan) {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-tracing-'));
  try {
    return await withLttng(plan, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Plan} plan @param {string} folder @returns {Promise<Session>} */
async function withLttng(plan, folder) {
  const lttng = await listenByLttng(folder);
  try {
    const session = await withBpftrace(plan, lttngEnvironment(folder));
    if ('silent' in lttng) return { ...session, silent: { ...session.silent, lttng: lttng.silent } };
    const discarded = lttng.discarded();
    const warnings = discarded === 0 ? [] : [`LTTng-UST, written to a file: ${discarded} events were discarded`];
    return { ...session, warnings: [...session.warnings, ...warnings] };
  } finally {
    if ('stop' in lttng) await lttng.stop();
  }
}

/** @param {Plan} plan @param {NodeJS.ProcessEnv} env @returns {Promise<Session>} */
async function withBpftrace(plan, env) {
  const bpftrace = await listenByBpftrace(plan.program, async () => {
    const { parts } = await measure({ ...plan, rounds: 1, events: 1 }, env);
    return parts.some(({ key, attached }) => key === 'usdt_attached' && attached);
  });
  if ('silent' in bpftrace)
    return { measured: await measure(plan, env), silent: { bpftrace: bpftrace.silent }, warnings: [] };
  let seen = 0;
  const measured = await measure(plan, env).finally(async () => {
    seen = await bpftrace.stop();
  });
  const fired = plan.events * plan.rounds;
  const warnings = seen >= fired ? [] : [`USDT: bpftrace counted ${seen} of ${fired} events`];
  return { measured, silent: {}, warnings };
}
