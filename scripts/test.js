// npm test: runs all TypeScript and C++ tests. The last line counts them: "N passed, N failed, N skipped".
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDist } from './ensure-dist.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string[]} options of vitest
 * @param {{ aside?: boolean }} [how] aside: another run uses the terminal, so the output is printed at the end
 * @returns {Promise<Counts>}
 */
async function typescriptTests(options, { aside = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rcu-bench-test-'));
  const report = join(folder, 'vitest.json');
  const args = ['vitest', 'run', ...options, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const stdio = aside ? 'pipe' : 'inherit';
  const { status, stdout } = await collected(spawn('npx', args, { stdio: ['ignore', stdio, 'inherit'] }));
  process.stdout.write(stdout);
  const counts = existsSync(report) ? vitestCounts(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  rmSync(folder, { recursive: true });
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** Waits until a process has ended. @param {import('node:child_process').ChildProcess} child */
async function collected(child) {
  /** @type {Buffer[]} */
  const said = [];
  child.stdout?.on('data', (data) => said.push(data));
  const [status] = await once(child, 'close');
  return { status, stdout: Buffer.concat(said).toString() };
}

/** @param {string} json */
function vitestCounts(json) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(json);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** @returns {Promise<Counts>} */
async function nativeTests() {
  const make = ['--no-print-directory', '-C', 'native/test', 'check'];
  const { status, stdout } = await collected(spawn('make', make, { stdio: ['ignore', 'pipe', 'inherit'] }));
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

/**
 * Builds the C++ tests while other tests run, at the same priority: whole trials mostly sleep, so they should start early.
 * nativeTests() reports a failed build.
 */
async function buildAside() {
  const make = ['--no-print-directory', '-C', 'native/test', 'MODE=plain', `-j${availableParallelism()}`, 'binaries'];
  await once(spawn('make', make, { stdio: 'ignore' }), 'exit');
}

ensureDist();
const built = buildAside();
// Packing rebuilds dist/ and links the addon again, so it must not run while other tests use them.
const packing = 'test/consumers/shipping.test.ts';
// No test depends on timing, so all may run at once. Tests with real threads mostly sleep; the others compute.
const [computing, waiting, native] = await Promise.all([
  typescriptTests(['test/unit', 'test/cli', 'test/consumers', 'test/qemu', '--exclude', packing]),
  typescriptTests(['test/addon', 'test/bench'], { aside: true }),
  built.then(nativeTests),
]);
const shipping = await typescriptTests([packing], { aside: true });
const all = [computing, waiting, shipping, native];
const total = (/** @type {keyof Counts} */ key) => all.reduce((sum, counts) => sum + counts[key], 0);
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
console.log(`${total('passed')} passed, ${total('failed')} failed${skipped}`);
process.exit(total('failed') === 0 ? 0 : 1);
