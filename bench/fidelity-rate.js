// Measures how often `fidelity` gives each verdict on real trials. One long run is cut into shorter runs of a given number of rounds;
// the trials keep their order. At most 5 % of runs of equal code should be called different. The figures of docs/fidelity.md come
// from this run (about 30 minutes):
//   rcu-bench fidelity baseline baseline --rounds 480 --duration 300ms --warmup 100ms --rate 20 --seed 1 --out aa.json
//   node bench/fidelity-rate.js aa.json 24
import { importSources } from '../scripts/import-sources.js';
import { args, savedTrials, smoke } from './support/script.js';

const {
  judgeTrials,
  savedTrials: readTrials,
  clopperPearson,
  defaultResolution,
} = await importSources('bench/fidelity', 'results/saved', 'stats/binomial', 'config/fidelity-config');

/** @typedef {{ metric: string, p?: number, beyond?: number, detectable?: number, verdict?: string }} Row */

const file = savedTrials('fidelity', 'baseline', 'baseline', '--rounds', '2');
const { document, sources } = await readTrials(file);
const roundsEach = Number(args[1] ?? (smoke ? 1 : 12));
const runs = Math.floor(document.plan.rounds / roundsEach);
/** The judgement that `fidelity` uses by default, and one without tolerance. */
const judgements = { 'by default': 0.05, 'without tolerance': 0 };

/** @param {number} run @param {number} tolerance */
function judged(run, tolerance) {
  const isOf = (/** @type {{ round: number }} */ { round }) => Math.floor(round / roundsEach) === run;
  const places = document.trials.flatMap((/** @type {{ round: number }} */ trial, /** @type {number} */ i) =>
    isOf(trial) ? [i] : [],
  );
  const trials = places.map((/** @type {number} */ i) => document.trials[i]);
  const config = { ...document.config, seed: run };
  const judgement = {
    relativeTolerance: tolerance,
    ...(tolerance === 0 && { absoluteToleranceNs: 0 }),
    resolution: defaultResolution,
    failIf: [],
  };
  const own = places.map((/** @type {number} */ i) => sources[i]);
  return judgeTrials({ ...document, config, trials }, own, judgement);
}

/** @param {number} count */
function rateText(count) {
  const { low, high } = clopperPearson(count, runs);
  const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
  return `${count} of ${runs}: ${percent(count / runs)} (${percent(low)} to ${percent(high)})`;
}

for (const [title, tolerance] of Object.entries(judgements)) {
  const documents = Array.from({ length: runs }, (_, run) => judged(run, tolerance));
  console.log(`${title}, ${runs} runs of ${roundsEach} rounds`);
  for (const verdict of ['different', 'undecided', 'same', undefined]) {
    const count = documents.filter((own) => own.verdict === verdict).length;
    console.log(`  ${(verdict ?? 'a side failed').padEnd(14)} ${rateText(count)}`);
  }
  const metrics = [...new Set(documents.flatMap(({ rows }) => rows.map((/** @type {Row} */ row) => row.metric)))];
  for (const metric of metrics) {
    const rows = documents.flatMap(({ rows: own }) => own.filter((/** @type {Row} */ row) => row.metric === metric));
    const found = rows.filter((/** @type {Row} */ { p = 1 }) => p <= 0.05).length;
    console.log(`  ${metric.padEnd(20)} p at most 5 %, uncorrected: ${rateText(found)}`);
  }
}
