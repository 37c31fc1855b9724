// @ts-nocheck: a part of the addons of this folder.
// A mark for tests that act while a trial runs: a line with its version in the file that RCU_BENCH_TRIAL_MARKS names.
'use strict';
const { appendFileSync } = require('node:fs');

exports.markTrial = (version) => {
  const file = process.env.RCU_BENCH_TRIAL_MARKS;
  if (file) appendFileSync(file, `${version}\n`);
};
