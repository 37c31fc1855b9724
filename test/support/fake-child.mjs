// @ts-nocheck: plain messages of src/bench/trial-messages.ts.
// A trial's process that ends in a way that the real one would not choose. The behaviour is config.version.
import { existsSync, writeFileSync } from 'node:fs';

const tell = (message, sent) => process.send(message, undefined, {}, sent);
const result = (status) => ({
  kind: 'result',
  result: { status, measuredNs: 1, overloaded: false, samples: {}, counters: { unmaps: 1 }, report: [] },
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
      tell({ kind: 'writing' }, () => {
        writeFileSync(job.samplesFile, '');
        setInterval(() => {
          if (!existsSync(job.samplesFile)) tell(result('pass'), () => process.exit());
        }, 20);
      });
      return;
    case 'deaf': // works on, whatever it is told
      setInterval(() => tell({ kind: 'progress', progress: { phase: 'measure', elapsedNs: 1, unmaps: 0 } }), 20);
      return;
    case 'no-addon':
      return tell({ kind: 'failed', message: 'no addon', userError: true, suggestions: ['build it'] }, () =>
        process.exit(1),
      );
  }
});
