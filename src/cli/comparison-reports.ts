// The reports that a CI engine collects, besides what is printed.
import { appendFileSync, writeFileSync } from 'node:fs';
import type { UserError } from '../base/errors.js';
import type { CompareConfig } from '../config/compare-config.js';
import type { ComparisonDocument } from '../documents/comparison.js';
import { cannotWrite, writeAtomically } from '../files/atomic-file.js';
import { comparisonJunit } from '../report/comparison/junit.js';
import { comparisonMarkdown } from '../report/comparison/markdown.js';

/** @returns what could not be written; the comparison itself is done. */
export function writeReports(document: ComparisonDocument, { outputs, judgement }: CompareConfig): UserError[] {
  const { junitFile } = outputs;
  // A shard's table is a part of the one that is meant.
  const summaryFile = document.plan.shard === undefined ? process.env.GITHUB_STEP_SUMMARY : undefined;
  return [
    ...(junitFile === undefined
      ? []
      : attempt('JUnit report', junitFile, () =>
          writeAtomically(junitFile, (temporary) =>
            writeFileSync(temporary, comparisonJunit(document, judgement.strict)),
          ),
        )),
    // GitHub gives each step a file that other programs of the step append to as well.
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
