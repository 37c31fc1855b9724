// @ts-nocheck: a part of the addons of this folder.
// Marks for tests that act while a trial runs: lines in the file that RCU_BENCH_TRIAL_MARKS names. `begin`: a trial runs, and
// would hear a Ctrl-C; `stop`: a trial has been told to stop.
'use strict';
const { appendFileSync } = require('node:fs');

exports.markTrial = (kind) => {
  const file = process.env.RCU_BENCH_TRIAL_MARKS;
  if (file) appendFileSync(file, `${kind}\n`);
};
