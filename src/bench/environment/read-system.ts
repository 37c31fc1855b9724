import { readFileSync } from 'node:fs';

/**
 * The text of a file under /proc or /sys, trimmed; undefined where the kernel does not offer it, which differs from
 * machine to machine and is a result by itself.
 */
export function readSystemFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
