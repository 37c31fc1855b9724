// When a forked process is over. 'close' tells that its pipes are closed as well, and so that all it has said is read; but a process
// that it has started in its turn holds them open for as long as it lives, a daemon for ever.
import type { ChildProcess } from 'node:child_process';

/** What is still in its pipes when a process has ended is read within moments. */
const pipesGraceMs = 1000;

interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Resolves when it has ended and its pipes are closed, or given up `graceMs` after its end. Not where it could not be started. */
export function endOf(child: ChildProcess, graceMs = pipesGraceMs): Promise<ChildEnd> {
  return new Promise((resolve) => {
    let grace: NodeJS.Timeout | undefined;
    child.once('exit', (code, signal) => {
      grace = setTimeout(() => {
        closePipes(child);
        resolve({ code, signal });
      }, graceMs);
    });
    child.once('close', (code, signal) => {
      clearTimeout(grace);
      resolve({ code, signal });
    });
  });
}

/** Open pipes would also keep this process from its own end. */
function closePipes(child: ChildProcess): void {
  for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
  if (child.connected) child.disconnect();
}
