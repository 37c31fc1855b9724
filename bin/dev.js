#!/usr/bin/env node
'use strict';
// Runs the latest build without its code cache, and shows oclif's warnings and stack traces.
const { join } = require('node:path');

const root = join(__dirname, '..');
void require(join(root, 'dist/rcu-bench.cjs')).execute({ development: true, dir: root });
