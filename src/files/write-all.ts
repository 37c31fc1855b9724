// The only way in which this project writes to an open file: a write may take fewer bytes than requested, for example
// on a nearly full disk.
import { writeSync } from 'node:fs';

/**
 * Writes all bytes behind what the descriptor has written so far.
 * @throws the system's error, ENOSPC and the like; some of the bytes may have been written then
 */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(descriptor, bytes, done);
    if (written === 0) throw Object.assign(new Error('the file takes no more bytes'), { code: 'ENOSPC' });
    done += written;
  }
}
