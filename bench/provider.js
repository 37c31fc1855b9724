// Measures what the function table of provider.h costs a built-in version. Runs native/test/bench_provider.cc, built as a shared
// library like the addon, several times, and prints the median of each difference. bench/hot-paths.js measures call_rcu in the addon.
//   node bench/provider.js [runs]
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { args, smoke } from './support/script.js';

const runs = Number(args[0] ?? (smoke ? 1 : 9));
const tests = fileURLToPath(new URL('../native/test', import.meta.url));
const [loader = '', library = ''] = ['run_library', 'bench_provider.so'].map((file) => `build/bench/${file}`);

execFileSync('make', ['--no-print-directory', '-C', tests, 'MODE=bench', loader, library], { stdio: 'inherit' });

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** For each step and run: the direct time, the time through the table, and the difference. @type {Map<string, number[][]>} */
const steps = new Map();
for (let run = 0; run < runs; ++run) {
  // The bench exits 1 if a step exceeds its limit. A single run on a noisy machine says little, so the exit code is ignored here.
  const { stdout } = spawnSync(`${tests}/${loader}`, [`${tests}/${library}`], { encoding: 'utf8' });
  for (const [, step = '', ...figures] of stdout.matchAll(/^(\S.*?)\s+([\d.]+)\s+([\d.]+)\s+([+-][\d.]+)$/gm)) {
    const columns = steps.get(step) ?? [[], [], []];
    for (const [i, figure] of figures.entries()) columns[i]?.push(Number(figure));
    steps.set(step, columns);
  }
}
console.log(`ns each, v3, membarrier on; medians of ${runs} runs`);
for (const [step, columns] of steps) {
  const [direct, table, more] = columns.map((values) => median(values)?.toFixed(2).padStart(8));
  console.log(`${step.padEnd(34)} direct ${direct}  table ${table}  more ${more}`);
}
