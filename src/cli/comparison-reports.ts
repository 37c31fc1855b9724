// Reports that a CI engine collects, in addition to the printed output.
import { appendFileSync, writeFileSync } from 'node:fs';
import type { UserError } from '../base/errors.js';
import type { CompareConfig } from '../config/compare-config.js';
import type { ComparisonDocument } from '../documents/comparison.js';
import { cannotWrite, writeAtomically } from '../files/atomic-file.js';
import { comparisonJunit } from '../report/comparison/junit.js';
import { comparisonMarkdown } from '../report/comparison/markdown.js';

/** @returns errors of files that could not be written; the comparison itself is complete. */
export function writeReports(document: ComparisonDocument, { outputs, judgement }: CompareConfig): UserError[] {
  const { junitFile } = outputs;
  // The table of a shard is only a part of the comparison.
  const summaryFile = document.plan.shard === undefined ? process.env.GITHUB_STEP_SUMMARY : undefined;
  return [
    ...(junitFile === undefined
      ? []
      : attempt('JUnit report', junitFile, () =>
          writeAtomically(junitFile, (temporary) =>
            writeFileSync(temporary, comparisonJunit(document, judgement.strict)),
          ),
        )),
    // GitHub gives each step a file to which other programs of the step append, too.
    ...(summaryFile === undefined || summaryFile === ''
      ? []
      : attempt('step summary', summaryFile, () => appendFileSync(summaryFile, `${comparisonMarkdown(document)}\n`))),
  ];
}

function attempt(what: string, file: string, write: () => void): UserError[] {
  try {
    write();
    return [];
  } catch (error) {
    return [cannotWrite(what, file, error)];
  }
}
