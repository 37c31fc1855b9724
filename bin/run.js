#!/usr/bin/env node
'use strict';
const { join } = require('node:path');

const root = join(__dirname, '..');
const [first = ''] = process.argv.slice(2);

// Elsewhere nothing of it can work: that is said before anything is loaded that might say something else.
if (process.platform !== 'linux') {
  process.stderr.write(`rcu-bench: Linux only (this is ${process.platform}): it measures futexes\n`);
  process.exitCode = 1;
} else if (first === '--version' || first === '-V') {
  // In oclif's words, without the time that loading oclif takes.
  const { name, version } = require('../package.json');
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  const { load } = require('./load.js');
  void load(join(root, 'dist/rcu-bench.cjs')).execute({ dir: root });
}
