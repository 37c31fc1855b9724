import { performance } from 'node:perf_hooks';

/** Does a step of the host process' work; it stands on the host's timeline under this name, also when it fails. */
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
