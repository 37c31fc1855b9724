// A file that Perfetto's page reads: itself, or for a recording an export that lies in a scratch folder while it is needed.
import { basename, join } from 'node:path';
import { systemErrorText, UserError } from '../base/errors.js';
import { withScratchFolder } from '../files/scratch.js';
import { exportTrace, wholeRecording } from './export.js';
import { isRecording } from './is-recording.js';

/** Calls `use` with the file's name; the scratch folder is gone afterwards. */
export async function withOpenable<T>(file: string, use: (openable: string) => Promise<T>): Promise<T> {
  if (!looksLikeRecording(file)) return use(file);
  return withScratchFolder(async (scratch) => {
    const output = join(scratch, `${basename(file).replace(/\.rcutrace$/, '')}.pftrace`);
    await exportTrace({ parts: [wholeRecording(file)], format: 'perfetto', gzip: false, output });
    return use(output);
  });
}

function looksLikeRecording(file: string): boolean {
  try {
    return isRecording(file);
  } catch (error) {
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}
