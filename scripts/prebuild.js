// Writes the addon to prebuilds/ for machines without a compiler, under the name that src/engine/binding.ts expects. `npm pack` runs
// this script. The objects in native/build are reused; only the link differs (`portable` in native/binding.gyp).
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { nodeGyp } from './node-gyp.js';

const folder = `prebuilds/${process.platform}-${process.arch}`;
const addon = `${folder}/rcu-bench.node`;

/** @param {string} symbols the output of `objdump -T` @returns the newest glibc version that a symbol needs, for example `2.34` */
function newestGlibc(symbols) {
  const minors = [...symbols.matchAll(/\(GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  return `2.${Math.max(...minors)}`;
}

rmSync('prebuilds', { recursive: true, force: true });
for (const step of [
  ['configure', '--', '-Dportable=1'],
  ['build', '-j', 'max'],
]) {
  const { ok, output } = await nodeGyp(step);
  if (ok) continue;
  console.error(output);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
// Function names are kept for profilers.
execFileSync('strip', ['--strip-debug', '-o', addon, 'native/build/Release/rcu_bench.node']);
const symbols = execFileSync('objdump', ['-T', addon], { encoding: 'utf8' });
const megabytes = (statSync(addon).size / 1e6).toFixed(1);
console.error(`${addon}: ${megabytes} MB, for glibc ${newestGlibc(symbols)} or newer`);
