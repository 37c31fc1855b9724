// npm run traces: records the small traces under traces/ again. Each trace shows one behaviour. The events differ from run to run,
// because real threads do; the behaviour does not.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'rcu-bench-traces-'));

/** @param {string[]} args @param {number[]} expected exit codes @returns {any} what it prints as JSON */
function rcuBench(args, expected = [0]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === null || !expected.includes(status)) throw new Error(`rcu-bench ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Cuts the slowest unmap of a short run, with the events around it. @param {string} version */
function unmapOf(version) {
  const recording = join(scratch, `${version}.rcutrace`);
  rcuBench(['run', version, '--duration', '2s', '--exit-rate', '500', '--seed', '1', '--trace', recording]);
  rcuBench(['trace', 'cut', recording, '--percentile', '100', '--output', join(root, `traces/${version}.json.gz`)]);
}

/** v1's deadlock: the last events, the silence after them, and the moment when the watchdog detected the stall. */
function deadlockOfV1() {
  const recording = join(scratch, 'v1.rcutrace');
  const stalled = 4;
  rcuBench(['torture', 'v1', '--duration', '30s', '--seed', '1', '--trace', recording], [stalled]);
  const { slices } = rcuBench(['trace', 'summary', recording]);
  /** @type {{ category: string, max: number }[]} */
  const waits = slices.filter((/** @type {{ category: string }} */ slice) => slice.category === 'event');
  const silenceNs = Math.max(...waits.map(({ max }) => max));
  const spanNs = rcuBench(['trace', 'export', recording, '--output', join(scratch, 'v1.json')]).spanNs;
  const from = `${Math.max(0, spanNs - silenceNs - 5e6)}ns`;
  const output = join(root, 'traces/v1-deadlock.json.gz');
  rcuBench(['trace', 'export', recording, '--from', from, '--output', output]);
}

for (const version of ['legacy', 'baseline', 'v3']) unmapOf(version);
deadlockOfV1();
rmSync(scratch, { recursive: true });
