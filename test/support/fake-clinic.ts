// A package that behaves like @clinic/doctor where the tool depends on its behaviour: it works in the current folder,
// refuses to start if a trace file exists there, sets trace categories, and does not report how its child ended.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = `
'use strict';
const { spawn } = require('node:child_process');
const { existsSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { markTrial } = require(${JSON.stringify(fileURLToPath(new URL('./trial-marks.cjs', import.meta.url)))});
const trace = 'node_trace.1.log';

module.exports = class FakeDoctor {
  constructor({ dest, name }) {
    this.folder = dest + '/' + name + '.clinic-doctor';
    this.name = name;
  }

  collect([program, ...args], done) {
    if (existsSync(trace)) throw new Error('The root folder contains node_trace.*.log files.');
    const own = '--trace-events-enabled --trace-event-categories v8 -r ' + JSON.stringify(__dirname + '/inject.js');
    const NODE_OPTIONS = [own, process.env.NODE_OPTIONS].filter(Boolean).join(' ');
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS } });
    process.once('SIGINT', () => {
      markTrial('stop');
      child.kill('SIGINT');
    });
    child.once('exit', (code, signal) => {
      if (code === null) return done(new Error('process exited by signal ' + signal), this.folder);
      mkdirSync(this.folder);
      renameSync(trace, this.folder + '/' + this.name + '.clinic-doctor-traceevent');
      done(null, this.folder);
    });
  }

  visualize(data, page, done) {
    if (process.env.FAKE_CLINIC === 'no-page') return done(new Error('browserify says no'));
    if (!existsSync('flushed')) return done(new Error('the samples were not flushed'));
    writeFileSync(page, '<!doctype html>');
    done();
  }
};
`;

/** Like clinic's: the samples are written when the event loop of the program is empty. */
const inject = `
process.once('beforeExit', () => {
  require('node:fs').writeFileSync('flushed', '');
  process.exit();
});
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit();
});
`;

/** Creates a node_modules folder in `folder`. @param version of the package `clinic` @returns its path */
export function fakeClinic(folder: string, version = '13.0.0'): string {
  const modules = join(folder, 'node_modules');
  const write = (name: string, version: string, files: Record<string, string>) => {
    mkdirSync(join(modules, name), { recursive: true });
    const all = { 'package.json': JSON.stringify({ name, version, main: 'index.js' }), ...files };
    for (const [file, text] of Object.entries(all)) writeFileSync(join(modules, name, file), text);
  };
  write('clinic', version, {});
  write('@clinic/doctor', '11.0.0', { 'index.js': source, 'inject.js': inject });
  return modules;
}
