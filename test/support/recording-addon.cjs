// @ts-nocheck: src/engine/binding.ts checks the interface where the addon is loaded.
// An addon (RCU_BENCH_ADDON) that wraps another addon (RCU_BENCH_WRAPPED). Its trial creates garbage while it runs and
// writes a recording (docs/trace-format.md) that contains only its process.
'use strict';
const { writeFileSync } = require('node:fs');
const { minimalRecording } = require('./minimal-recording.cjs');

const wrapped = require(process.env.RCU_BENCH_WRAPPED);

class Trial {
  constructor(config) {
    this.trial = new wrapped.Trial(config);
  }

  async run() {
    const garbage = setInterval(() => {
      this.kept = Array.from({ length: 50_000 }, (_, i) => ({ i }));
    }, 20);
    return this.trial.run().finally(() => clearInterval(garbage));
  }

  longestNs() {
    return this.trial.longestNs();
  }

  progress() {
    return this.trial.progress();
  }

  stop() {
    this.trial.stop();
  }

  writeRecording(path, process) {
    writeFileSync(path, minimalRecording(process));
    return { dropped: 0, triggered: false, clock: 'tsc', clockErrorNs: 0 };
  }
}

module.exports = { ...wrapped, Trial };
