// @ts-nocheck: part of the fake addons of this folder.
// Marks for tests that act while a trial runs: lines in the file RCU_BENCH_TRIAL_MARKS. `begin`: a trial runs and
// reacts to Ctrl-C; `stop`: a trial was asked to stop.
'use strict';
const { appendFileSync } = require('node:fs');

exports.markTrial = (kind) => {
  const file = process.env.RCU_BENCH_TRIAL_MARKS;
  if (file) appendFileSync(file, `${kind}\n`);
};
