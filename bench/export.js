// node bench/export.js [SECONDS]: measures how fast a recording is exported, compared with a bare serializer and JSON.stringify
// in the same run.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { args, rcuBench, scratchFolder, smoke } from './support/script.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const seconds = Number(args[0] ?? (smoke ? 1 : 30));
const folder = scratchFolder();

/** Records a stream of events from the readers of a busy machine. */
function record() {
  const recording = join(folder, 'bench.rcutrace');
  const load = ['--exit-rate', '8000', '--duration', `${seconds}s`, '--seed', '1'];
  rcuBench('run', 'v3', ...load, '--trace-mode', 'stream', '--trace', recording);
  return recording;
}

/** The way a tool without a native serializer would export. */
function stringifyRate() {
  const events = 200_000;
  let bytes = 0;
  const begin = process.cpuUsage();
  for (let i = 0; i < events; i++) {
    const event = { ph: 'X', name: 'read section', pid: 1, tid: 2, cat: 'reader', ts: i * 1.237, dur: (i % 1000) / 10 };
    bytes += JSON.stringify(event).length;
  }
  const { user, system } = process.cpuUsage(begin);
  return { rate: events / ((user + system) * 1e-6), bytes };
}

const recording = record();
console.log(`recording of ${(statSync(recording).size / 2 ** 20).toFixed(0)} MiB`);
const make = ['-C', join(root, 'native/test'), '--no-print-directory', 'bench-export', `RECORDING=${recording}`];
const output = execFileSync('make', [...make, `FOLDER=${folder}`], { encoding: 'utf8' });
console.log(output.slice(output.indexOf('to /dev/null')).trimEnd());
console.log(`  JSON.stringify per event           ${(stringifyRate().rate * 1e-6).toFixed(2).padStart(7)} M events/s`);
