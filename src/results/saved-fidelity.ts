// The trials that `fidelity --out` has saved, with their samples.
import { existsSync } from 'node:fs';
import { UsageError } from '../base/errors.js';
import type { ResultDocument } from '../documents/result.js';
import { readResult, type SampleSource, sampleSourceOf } from './result-file.js';

interface SavedTrials {
  document: ResultDocument;
  /** In the order of the trials. */
  sources: SampleSource[];
}

/** @throws UserError where the file is none of `fidelity`, or its samples are gone. */
export async function savedTrials(file: string): Promise<SavedTrials> {
  const document = await readResult(file);
  if (document.plan?.fidelity !== true) {
    throw new UsageError(
      `'${file}' holds no trials of fidelity`,
      'They are written by: rcu-bench fidelity A B --out FILE',
    );
  }
  const sources = document.trials.map((trial) => sampleSourceOf(file, trial));
  const missing = sources.find((source) => !existsSync(source.file));
  if (missing !== undefined) {
    throw new UsageError(
      `'${missing.file}', the samples of '${file}', is missing`,
      'Keep both files of a result together.',
    );
  }
  return { document, sources };
}
