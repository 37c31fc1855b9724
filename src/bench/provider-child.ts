// The process in which a provider's library is looked at: loading it may do anything. Started by providers.ts.
import { inspectProvider } from '../engine/engine.js';

export interface InspectionJob {
  version: string;
  /** Empty: the loader finds it by the version's name. */
  file: string;
}

export type Inspection = ReturnType<typeof inspectProvider>;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', ({ version, file }: InspectionJob) => {
  // Threads of the library would keep an ordinary exit from ending the process.
  process.send?.(inspectProvider(version, file), undefined, {}, () => process.kill(process.pid, 'SIGKILL'));
});
