import { describe, expect, test } from 'vitest';
import { waysToTrials, wrongDirections } from '../../scripts/check-directions.js';

test.each([
  ['src/report/x.ts', "import { a } from '../engine/engine.js';", ['src/report/x.ts: imports engine']],
  ['src/config/x.ts', "import type { A } from '../bench/trial.js';", ['src/config/x.ts: imports bench']],
  ['src/config/x.ts', "import type { A } from '../workloads/options.js';", []],
  ['src/bench/x.ts', "await import('../commands/run.js')", ['src/bench/x.ts: imports commands']],
  ['src/trace/x.ts', "export * from '../stats/quantile.js';", ['src/trace/x.ts: imports stats']],
  ['src/commands/x.ts', "import { runExperiment } from '../bench/experiment.js';", []],
  ['native/rcu/x.h', '#include "platform/real.h"', ['native/rcu/x.h: includes platform']],
  ['native/rcu/x.h', '#include "rcu/reader.h"\n#include <atomic>', []],
  ['native/machine/x.cc', '#include <napi.h>', ['native/machine/x.cc: includes napi.h']],
  ['native/addon/x.cc', '#include <napi.h>\n#include "machine/readers.h"', []],
  ['native/machine/x.cc', '#include "load/config.h"', ['native/machine/x.cc: includes load']],
  ['native/test/x.cc', '#include "machine/readers.h"', []],
])('%s with %s', (file, text, wrong) => {
  expect(wrongDirections(file, text)).toEqual(wrong);
});

describe('a command that only reads', () => {
  const sources: Record<string, string> = {
    'src/commands/show.ts': "import { a } from '../results/merge.js';\nimport type { B } from '../report/b.js';",
    'src/results/merge.ts': '',
    'src/report/b.ts': "import { c } from '../report/c.js';",
    'src/report/c.ts': '',
  };
  const ways = (changed: Record<string, string> = {}) =>
    waysToTrials('src/commands/show.ts', (file) => ({ ...sources, ...changed })[file] ?? '');

  test('may import results and reports', () => {
    expect(ways()).toEqual([]);
  });

  test('must not reach the code that runs trials through another folder', () => {
    expect(ways({ 'src/report/c.ts': "import { run } from '../bench/trial.js';" })).toEqual([
      'src/commands/show.ts -> src/report/b.ts -> src/report/c.ts -> src/bench/trial.ts: ' +
        'a command that only reads must not reach bench, profile, host, engine',
    ]);
  });

  test('may import in circles', () => {
    expect(ways({ 'src/report/c.ts': "import { b } from './b.js';" })).toEqual([]);
  });
});
