// Measures of the host process' own steps.
import { performance } from 'node:perf_hooks';

/** Runs a step of the host process and records it on the host's timeline under this name, even if the step fails. */
export function measured<T>(name: string, work: () => T): T {
  const start = performance.now();
  const done = () => performance.measure(name, { start });
  let result: T;
  try {
    result = work();
  } catch (error) {
    done();
    throw error;
  }
  if (!(result instanceof Promise)) {
    done();
    return result;
  }
  return result.finally(done) as T;
}
