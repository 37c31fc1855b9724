// @ts-nocheck: src/engine/binding.ts checks the interface where the addon is loaded.
// Wraps the real addon (RCU_BENCH_WRAPPED). The trial writes the mark `begin` (trial-marks.cjs) once its load has done
// some work in the measured time: from then on a trial that ends early has results to keep.
'use strict';
const { markTrial } = require('./trial-marks.cjs');

const wrapped = require(process.env.RCU_BENCH_WRAPPED);
const enough = 10;

class Trial extends wrapped.Trial {
  /** Called by the trial's process several times a second. */
  progress() {
    const progress = super.progress();
    if (progress.phase === 'measure' && progress.done >= enough && !this.marked) {
      this.marked = true;
      markTrial('begin');
    }
    return progress;
  }
}

module.exports = { ...wrapped, Trial };
