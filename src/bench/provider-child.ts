// The process that loads and inspects a provider's library, because loading it runs unknown code. providers.ts starts
// it.
import { inspectProvider } from '../engine/engine.js';

export interface InspectionJob {
  version: string;
  /** Empty: the loader finds the library by the version's name. */
  file: string;
}

export type Inspection = ReturnType<typeof inspectProvider>;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', ({ version, file }: InspectionJob) => {
  // An ordinary exit would wait for the library's threads.
  process.send?.(inspectProvider(version, file), undefined, {}, () => process.kill(process.pid, 'SIGKILL'));
});
