// A file that Perfetto's page reads: itself, or for a recording an export that lies in a scratch folder while it is needed.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { systemErrorText, UserError } from '../model/errors.js';
import { exportTrace, wholeRecording } from './export.js';
import { recordingMagic } from './recording-format.js';

/** Calls `use` with the file's name; the scratch folder is gone afterwards. */
export async function withOpenable<T>(file: string, use: (openable: string) => Promise<T>): Promise<T> {
  if (!isRecording(file)) return use(file);
  const scratch = mkdtempSync(join(tmpdir(), 'rcu-bench-open-'));
  try {
    const output = join(scratch, `${basename(file).replace(/\.rcutrace$/, '')}.pftrace`);
    await exportTrace({ parts: [wholeRecording(file)], format: 'perfetto', gzip: false, output });
    return await use(output);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function isRecording(file: string): boolean {
  const begin = Buffer.alloc(recordingMagic.length);
  try {
    if (!statSync(file).isFile()) return false; // opening a pipe would wait for its writer
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, begin);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
  return begin.toString('latin1') === recordingMagic;
}
