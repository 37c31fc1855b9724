// A comparison from its checked configuration to its document: its trials are run or read, judged, and saved.

import type { ExitCode, UserError } from '../../base/errors.js';
import { type CompareConfig, judgementOf, type LiveComparison } from '../../config/compare-config.js';
import type { ComparisonDocument } from '../../documents/comparison.js';
import { withScratchFolder } from '../../files/scratch.js';
import { armTrialsOf, type ComparisonInput, inputOf } from '../../results/comparison-input.js';
import { checkResultWritable, trySaveResult } from '../../results/result-file.js';
import { savedInput, withSavedReference } from '../../results/saved.js';
import type { SavedResults } from '../../results/saved-results.js';
import { compareArms, isSettled } from '../../stats/compare.js';
import type { Interruption } from '../interruption.js';
import { checkDecidable, exitCodeOfComparison, judgeInput } from './judge.js';
import type { RoundsHooks, RoundsProgress } from './live.js';
import { type MeasuredComparison, measureComparison, plannedInput } from './live.js';

interface ComparisonHooks {
  interruption: Interruption;
  saved: SavedResults;
  onProgress?: (progress: RoundsProgress) => void;
}

export interface ComparisonReport {
  document: ComparisonDocument;
  exitCode: ExitCode;
  /** The files in which the trials were saved. */
  savedAs: string[];
  /** Files that could not be written although the measurement succeeded. */
  failures: UserError[];
}

/** Adds the trials of a saved result to an input, if --against names one. */
type Against = (input: ComparisonInput) => ComparisonInput;

export async function runComparison(config: CompareConfig, hooks: ComparisonHooks): Promise<ComparisonReport> {
  const { source, against, force } = config;
  const kept = against === undefined ? undefined : await hooks.saved.read(against);
  const withAgainst: Against = (input) =>
    kept === undefined || against === undefined ? input : withSavedReference(input, against, kept, force);
  if (source.kind === 'live') return compareLive(config, source, withAgainst, hooks);
  const document = judgeInput(withAgainst(await savedInput(source, force)), config.judgement);
  return {
    document,
    savedAs: [],
    failures: [],
    exitCode: exitCodeOfComparison(document, config.judgement, { interrupted: false }),
  };
}

async function compareLive(
  config: CompareConfig,
  source: LiveComparison,
  against: Against,
  hooks: ComparisonHooks,
): Promise<ComparisonReport> {
  const targets = targetsOf(config, hooks.saved);
  // Both errors should come before minutes of measuring: "permission denied" and "cannot be compared".
  for (const target of targets) checkResultWritable(target);
  const planned = await plannedInput(source);
  checkDecidable(source, judgementOf(config.judgement, source.load.workload).gates, against(planned));
  return withScratchFolder(async (scratch) => {
    const isEnough = enoughFor(config, source, planned, against);
    const measured = await measureComparison(source, { ...hooks, isEnough }, scratch);
    const { savedAs, failures } = save(measured, targets);
    const document = judgeInput(against(inputOf(measured.document)), config.judgement);
    const end = { interrupted: hooks.interruption.requested, unwritten: failures.length > 0 };
    return { document, savedAs, failures, exitCode: exitCodeOfComparison(document, config.judgement, end) };
  });
}

/** Decides whether the trials so far, and those of a saved result, settle the comparison. */
function enoughFor(
  { judgement }: CompareConfig,
  { load: { workload } }: LiveComparison,
  planned: ComparisonInput,
  against: Against,
): RoundsHooks['isEnough'] {
  return (trials, look) => {
    const { arms, plan } = against({ ...planned, arms: armTrialsOf(planned.plan.arms, trials) });
    return isSettled(compareArms(arms, plan.reference, workload.metrics, judgementOf(judgement, workload), look));
  };
}

function targetsOf({ outputs: { outFile, saveAs } }: CompareConfig, saved: SavedResults): string[] {
  return [...(outFile === undefined ? [] : [outFile]), ...(saveAs === undefined ? [] : [saved.fileOf(saveAs)])];
}

function save(measured: MeasuredComparison, targets: string[]): Pick<ComparisonReport, 'savedAs' | 'failures'> {
  const failures = [...measured.failures];
  const saved = targets.map((target) => trySaveResult(target, measured.document, measured.sources, failures).savedAs);
  return { savedAs: saved.filter((file) => file !== undefined), failures };
}
