// npm test: all tests, TypeScript's and C++'s. The last line counts them: "N passed, N failed, N skipped".
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string[]} options of vitest
 * @param {{ aside?: boolean }} [how] aside: beside another one; what it says comes at its end
 * @returns {Promise<Counts>}
 */
async function typescriptTests(options, { aside = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-test-'));
  const report = join(folder, 'vitest.json');
  const args = ['vitest', 'run', ...options, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = spawn('npx', args, { stdio: ['ignore', aside ? 'pipe' : 'inherit', 'inherit'] });
  /** @type {Buffer[]} */
  const said = [];
  vitest.stdout?.on('data', (data) => said.push(data));
  const [status] = await once(vitest, 'close');
  process.stdout.write(Buffer.concat(said));
  const counts = existsSync(report) ? vitestCounts(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  rmSync(folder, { recursive: true });
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** @param {string} json */
function vitestCounts(json) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(json);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** @returns {Counts} */
function nativeTests() {
  const { status, stdout } = spawnSync('make', ['--no-print-directory', '-C', 'native/test', 'check'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  process.stdout.write(stdout);
  const counts = doctestCounts(stdout);
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** Sums the lines "[doctest] test cases: 12 | 12 passed | 0 failed | 1 skipped". @param {string} output */
function doctestCounts(output) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const plain = output.replace(/\u001b\[[\d;]*m/g, '');
  const lines = [...plain.matchAll(/test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped/g)];
  const sum = (/** @type {number} */ column) => lines.reduce((total, line) => total + Number(line[column]), 0);
  return { passed: sum(1), failed: sum(2), skipped: sum(3) };
}

/** The C++ tests' binaries, from the CPU time that other tests leave. What is wrong with them nativeTests() will say. */
async function buildAside() {
  const make = [
    'make',
    '--no-print-directory',
    '-C',
    'native/test',
    'MODE=plain',
    `-j${availableParallelism()}`,
    'binaries',
  ];
  await once(spawn('nice', ['-n', '19', ...make], { stdio: 'ignore' }), 'exit');
}

const built = buildAside();
// Nothing in these depends on how fast it is: side by side.
const units = await typescriptTests(['test/unit', 'test/cli', 'test/qemu', '--fileParallelism', '--maxWorkers=2']);
process.env.RCU_BENCH_BUILT = '1'; // dist/ is that of these sources, and stays: test/support/build.ts
// Real threads, which would measure each other: one after the other. They sleep most of the time; consumers of traces compute.
const packing = 'test/consumers/shipping.test.ts';
const [measured, consumers] = await Promise.all([
  typescriptTests(['test/addon', 'test/bench']),
  typescriptTests(['test/consumers', '--exclude', packing], { aside: true }),
]);
// Builds dist/ and links the addon anew: alone.
const shipping = await typescriptTests([packing]);
await built;
const all = [units, measured, consumers, shipping, nativeTests()];
const total = (/** @type {keyof Counts} */ key) => all.reduce((sum, counts) => sum + counts[key], 0);
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
console.log(`${total('passed')} passed, ${total('failed')} failed${skipped}`);
process.exit(total('failed') === 0 ? 0 : 1);
