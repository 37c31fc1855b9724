// A file that Perfetto's page reads: itself, or for a recording an export that lies in a scratch folder while it is needed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { systemErrorText, UserError } from '../model/errors.js';
import { exportTrace, wholeRecording } from './export.js';
import { isRecording } from './is-recording.js';

/** Calls `use` with the file's name; the scratch folder is gone afterwards. */
export async function withOpenable<T>(file: string, use: (openable: string) => Promise<T>): Promise<T> {
  if (!looksLikeRecording(file)) return use(file);
  const scratch = mkdtempSync(join(tmpdir(), 'rcu-bench-open-'));
  try {
    const output = join(scratch, `${basename(file).replace(/\.rcutrace$/, '')}.pftrace`);
    await exportTrace({ parts: [wholeRecording(file)], format: 'perfetto', gzip: false, output });
    return await use(output);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function looksLikeRecording(file: string): boolean {
  try {
    return isRecording(file);
  } catch (error) {
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}
