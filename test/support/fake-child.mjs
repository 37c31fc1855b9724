// @ts-nocheck: sends plain messages of src/bench/trial-messages.ts.
// A trial's process that ends in ways that the real process does not choose. config.version selects the behaviour.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';

/** File descriptor of the message channel: the first after the three of stdio. */
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
    case 'lingers': // sends its result and does not exit
      setInterval(() => {}, 1000);
      return tell(result('pass'));
    case 'dies-late': // sends its result and crashes while exiting
      return tell(result('pass'), () => process.kill(process.pid, 'SIGABRT'));
    case 'stalled': // hangs like the process of a stalled engine
      return tell(result('stalled'), () => {
        for (;;);
      });
    case 'slow-writer': // writes while its file exists
      tell({ kind: 'writing' });
      tell({ kind: 'progress', progress: { phase: 'done', elapsedNs: 1, unmaps: 0 } }, () => {
        writeFileSync(job.samplesFile, '');
        setInterval(() => {
          if (!existsSync(job.samplesFile)) tell(result('pass'), () => process.exit());
        }, 20);
      });
      return;
    case 'falls-silent': // sends nothing more and does not exit
      setInterval(() => {}, 1000);
      tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: 1, unmaps: 0 } });
      return;
    case 'endless': // sends heartbeats forever
      tell({ kind: 'ready', longestNs: 1e9 });
      setInterval(() => tell({ kind: 'progress', progress: { phase: 'drain', elapsedNs: 1, unmaps: 0 } }), 20);
      return;
    case 'stops': // is stopped (SIGSTOP) while it works; elapsedNs carries its process id
      tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: process.pid, unmaps: 0 } }, () => {
        setTimeout(() => tell(result('pass'), () => process.exit()), 1);
        process.kill(process.pid, 'SIGSTOP');
      });
      return;
    case 'forks': {
      // Leaves a child process that keeps the pipes open: stderr and the message channel.
      const stdio = ['ignore', 'ignore', 2, channel];
      const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)'], { stdio, detached: true });
      const passed = result('pass');
      passed.outcome.evidence = [String(left.pid)];
      return tell(passed, () => process.exit());
    }
    case 'deaf': // ignores every message and continues
      setInterval(() => tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: 1, unmaps: 0 } }), 20);
      return;
    case 'no-addon':
      return tell({ kind: 'failed', message: 'no addon', userError: true, suggestions: ['build it'] }, () =>
        process.exit(1),
      );
  }
});
