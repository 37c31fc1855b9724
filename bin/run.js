#!/usr/bin/env node
'use strict';
const { join } = require('node:path');

const root = join(__dirname, '..');
const [first = ''] = process.argv.slice(2);

// The tool needs Linux. This check comes before any import that could fail with a less useful message.
if (process.platform !== 'linux') {
  process.stderr.write(`rcu-bench: Linux only (this is ${process.platform}): it measures futexes\n`);
  process.exitCode = 1;
} else if (first === '--version' || first === '-V') {
  // The same text as oclif's, without the time that loading oclif takes.
  const { name, version } = require('../package.json');
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  const { load } = require('./load.js');
  void load(join(root, 'dist/rcu-bench.cjs')).execute({ dir: root });
}
