// Detects the end of a forked process. 'close' means that the pipes are closed, too, so that all output was read. But a
// process that the child has started keeps the pipes open as long as it lives, a daemon forever.
import type { ChildProcess } from 'node:child_process';

/** After a process has ended, the rest of its output is read within this time. */
const pipesGraceMs = 1000;

interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Resolves when the process has ended and its pipes are closed, at the latest `graceMs` after its end. Never resolves
 * if the process could not start.
 */
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

/** Open pipes would keep this process from ending. */
function closePipes(child: ChildProcess): void {
  for (const pipe of [child.stdout, child.stderr]) pipe?.destroy();
  if (child.connected) child.disconnect();
}
