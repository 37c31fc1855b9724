// npm run check: everything that can be said of the sources without running the tool. All steps run; any failure counts.
// --without-tests leaves out the unit tests, where they have just run.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** @type {[name: string, command: string, args: string[]][]} */
const steps = [
  ['format and lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['directions', 'node', ['scripts/check-directions.js']],
  ['C++ format', 'node', ['scripts/format-native.js', '--check']],
  ['C++ warnings', 'make', ['-C', 'native/test', `-j${availableParallelism()}`, 'warnings']],
  ['build', 'npm', ['run', '--silent', 'build']],
  ['manifest', 'node', ['scripts/check-manifest.js']],
  ['unit tests', 'npx', ['vitest', 'run', '--reporter=dot', 'test/unit']],
];

const wanted = process.argv.includes('--without-tests') ? steps.filter(([name]) => name !== 'unit tests') : steps;
const failed = wanted.filter(([name, command, args]) => {
  const begin = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status !== 0;
});

if (failed.length > 0) {
  console.error(`check: ${failed.map(([name]) => name).join(', ')} failed`);
  process.exit(1);
}
