// @ts-nocheck: plain messages of src/bench/trial-messages.ts.
// A trial's process that ends in a way that the real one would not choose. The behaviour is config.version.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';

/** The descriptor of the messages: the first behind the three of stdio. */
const channel = 3;
const tell = (message, sent) => process.send(message, undefined, {}, sent);
const result = (status) => ({
  kind: 'result',
  outcome: {
    status,
    measuredNs: 1,
    overloaded: false,
    samples: {},
    counters: { unmaps: 1 },
    evidence: [],
    traceFailures: [],
  },
  abandoned: status === 'stalled',
});

process.on('disconnect', () => process.exit());
process.on('message', ({ kind, job }) => {
  if (kind !== 'start') return;
  switch (job.config.version) {
    case 'silent':
      return;
    case 'lingers': // gives its result and stays
      setInterval(() => {}, 1000);
      return tell(result('pass'));
    case 'dies-late': // gives its result and crashes on its way out
      return tell(result('pass'), () => process.kill(process.pid, 'SIGABRT'));
    case 'stalled': // hangs, as a stalled engine's process does
      return tell(result('stalled'), () => {
        for (;;);
      });
    case 'slow-writer': // as long as its file is there
      tell({ kind: 'writing' });
      tell({ kind: 'progress', progress: { phase: 'done', elapsedNs: 1, unmaps: 0 } }, () => {
        writeFileSync(job.samplesFile, '');
        setInterval(() => {
          if (!existsSync(job.samplesFile)) tell(result('pass'), () => process.exit());
        }, 20);
      });
      return;
    case 'falls-silent': // and stays
      setInterval(() => {}, 1000);
      tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: 1, unmaps: 0 } });
      return;
    case 'endless': // shows signs of life for ever
      tell({ kind: 'ready', longestNs: 1e9 });
      setInterval(() => tell({ kind: 'progress', progress: { phase: 'drain', elapsedNs: 1, unmaps: 0 } }), 20);
      return;
    case 'stops': // is stopped in the middle of its work; it tells who it is
      tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: process.pid, unmaps: 0 } }, () => {
        setTimeout(() => tell(result('pass'), () => process.exit()), 1);
        process.kill(process.pid, 'SIGSTOP');
      });
      return;
    case 'forks': {
      // Leaves a process behind that has its pipes: stderr, and the channel of these messages.
      const stdio = ['ignore', 'ignore', 2, channel];
      const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)'], { stdio, detached: true });
      const passed = result('pass');
      passed.outcome.evidence = [String(left.pid)];
      return tell(passed, () => process.exit());
    }
    case 'deaf': // works on, whatever it is told
      setInterval(() => tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: 1, unmaps: 0 } }), 20);
      return;
    case 'no-addon':
      return tell({ kind: 'failed', message: 'no addon', userError: true, suggestions: ['build it'] }, () =>
        process.exit(1),
      );
  }
});
