// Measures the cost of `compare` on saved results: 10 million samples in 200 trials of 5 versions. Prints times as ratios to the
// tool's start, and the peak memory. node bench/compare-saved.js [FOLDER]
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { args, scratchFolder, smoke } from './support/script.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const versions = ['legacy', 'baseline', 'v1', 'v2', 'v3'];
const trialsEach = smoke ? 6 : 40;
const samplesEach = smoke ? 500 : 50_000;
const folder = scratchFolder(args[0]);

/** The document of a real run with its trials repeated, so that the product defines the format. */
function bigDocument() {
  const seedFile = join(folder, 'seed.json');
  run('run', ...versions, '--duration', '500ms', '--warmup', '0', '--rate', '20', '--trace', 'off', '--out', seedFile);
  const document = JSON.parse(readFileSync(seedFile, 'utf8'));
  const file = join(folder, 'big.json');
  const samples = openSync(`${file}.samples`, 'w');
  const block = new Float64Array(samplesEach).map((_, i) => 5000 + (i % 997));
  const trials = Array.from({ length: trialsEach }, (_, round) =>
    document.trials.map((/** @type {any} */ trial, /** @type {number} */ i) => {
      const offset = (round * versions.length + i) * block.byteLength;
      writeSync(samples, new Uint8Array(block.buffer));
      const ref = { file: 'big.json.samples', offset, count: samplesEach };
      return { ...trial, arm: trial.version, round, samples: { 'section.length': ref } };
    }),
  ).flat();
  closeSync(samples);
  const arms = versions.map((version) => ({ label: version, version }));
  const plan = { arms, reference: 'legacy', rounds: trialsEach };
  writeFileSync(file, JSON.stringify({ ...document, plan, trials }));
  return file;
}

/** Runs the tool and reads its peak memory. @param {string[]} words */
function run(...words) {
  const tellPeak = 'process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))';
  const begin = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${tellPeak}`, `${root}bin/run.js`, ...words],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - begin) / 1000;
  const peak = /peak (\d+)$/.exec(stderr)?.[1];
  if (peak === undefined || status !== 0) throw new Error(`rcu-bench ${words.join(' ')}: ${stderr}`);
  return { seconds, peakMiB: Number(peak) / 1024 };
}

const file = bigDocument();
const start = run('versions');
const compare = run('compare', file);
const samples = versions.length * trialsEach * samplesEach;
console.log(`samples           ${samples.toLocaleString('en-US')} in ${versions.length * trialsEach} trials`);
console.log(
  `compare           ${compare.seconds.toFixed(2)} s, ${(compare.seconds / start.seconds).toFixed(1)} x the tool's start`,
);
console.log(`peak of memory    ${compare.peakMiB.toFixed(0)} MiB (start ${start.peakMiB.toFixed(0)} MiB)`);
