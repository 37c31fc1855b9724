// Measures how often `compare` calls equal code different, with interleaved trials and with one version after the other. The trials
// keep the order in which they ran. The figures of docs/comparison.md come from this run (about 40 minutes):
//   rcu-bench compare baseline --calibrate --trials 2000 --duration 300ms --warmup 100ms --rate 20 --out aa.json
//   node bench/aa-rate.js aa.json 10
import { readFileSync } from 'node:fs';
import { importSources } from '../scripts/import-sources.js';
import { args, savedTrials, smoke } from './support/script.js';

const { clopperPearson, mannWhitney } = await importSources('stats/binomial', 'stats/mann-whitney');

/** @typedef {{ arm: string, round: number, status: string, metrics: Record<string, Record<string, number>> }} Trial */

const alpha = 0.05;
const file = savedTrials('compare', 'baseline', '--calibrate', '--trials', '12');
const roundsEach = Number(args[1] ?? (smoke ? 6 : 10));
const { trials, plan } = JSON.parse(readFileSync(file, 'utf8'));
const rounds = Math.max(...trials.map((/** @type {Trial} */ trial) => trial.round)) + 1;
const blocks = Array.from({ length: Math.floor(rounds / roundsEach) }, (_, i) =>
  trials.filter((/** @type {Trial} */ trial) => Math.floor(trial.round / roundsEach) === i),
);

/** Interleaved: the arms of each round. @param {Trial[]} block */
const interleaved = (block) =>
  plan.arms.map((/** @type {{ label: string }} */ { label }) => block.filter((t) => t.arm === label));

/** One after the other: the first half of the same trials against the second half. @param {Trial[]} block */
const sequential = (block) => [block.slice(0, block.length / 2), block.slice(block.length / 2)];

/** @param {(block: Trial[]) => Trial[][]} split @param {string} metric */
function rateText(split, metric) {
  const ps = blocks.flatMap((/** @type {Trial[]} */ block) => {
    const [x = [], y = []] = split(block).map((own) => own.flatMap((trial) => trial.metrics[metric]?.p50 ?? []));
    return mannWhitney(x, y)?.p ?? [];
  });
  const found = ps.filter((/** @type {number} */ p) => p <= alpha).length;
  const { low, high } = clopperPearson(found, ps.length);
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  return `${found} of ${ps.length}: ${percent(found / ps.length)} (${percent(low)} to ${percent(high)})`;
}

console.log(`${blocks.length} comparisons of ${roundsEach} against ${roundsEach} trials, p50, level ${alpha}`);
for (const metric of ['unmap.latency', 'unmap.guest', 'blocked.time', 'command.latency']) {
  console.log(`${metric.padEnd(16)} interleaved ${rateText(interleaved, metric)}`);
  console.log(`${''.padEnd(16)} sequential  ${rateText(sequential, metric)}`);
}
