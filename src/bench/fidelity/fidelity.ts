// Two versions held against each other, from checked options to a document: measured here or read, judged, saved.

import type { ExitCode, UserError } from '../../base/errors.js';
import type { LiveComparison } from '../../config/compare-config.js';
import type { FidelityConfig, FidelityJudgement } from '../../config/fidelity-config.js';
import type { FidelityDocument } from '../../documents/fidelity.js';
import { exitCodeOfCommand } from '../../documents/verdict.js';
import { withScratchFolder } from '../../files/scratch.js';
import { checkResultWritable, trySaveResult } from '../../results/result-file.js';
import { savedTrials } from '../../results/saved-fidelity.js';
import { measureComparison } from '../comparison/live.js';
import type { RoundsProgress } from '../comparison/rounds.js';
import type { Interruption } from '../interruption.js';
import { judgeTrials } from './judge.js';

interface FidelityHooks {
  interruption: Interruption;
  onProgress?: (progress: RoundsProgress) => void;
}

export interface FidelityReport {
  document: FidelityDocument;
  exitCode: ExitCode;
  /** The file that now holds the trials. */
  savedAs?: string;
  /** Files that could not be written although the measuring went well. */
  failures: UserError[];
}

export async function runFidelity(config: FidelityConfig, hooks: FidelityHooks): Promise<FidelityReport> {
  const { source, judgement } = config;
  if (source.kind === 'live') return measureFidelity(config, source, hooks);
  const { document: saved, sources } = await savedTrials(source.file);
  const document = judgeTrials(saved, sources, judgement);
  return { document, failures: [], exitCode: exitCodeOf(document, judgement, { interrupted: false }) };
}

async function measureFidelity(
  { judgement, outFile }: FidelityConfig,
  source: LiveComparison,
  hooks: FidelityHooks,
): Promise<FidelityReport> {
  // Minutes of measuring must not end in "permission denied".
  if (outFile !== undefined) checkResultWritable(outFile);
  return withScratchFolder(async (scratch) => {
    const measured = await measureComparison(source, { ...hooks, isEnough: () => false }, scratch);
    const failures = [...measured.failures];
    const { savedAs } = trySaveResult(outFile, measured.document, measured.sources, failures);
    const document = judgeTrials(measured.document, measured.sources, judgement);
    const end = { interrupted: hooks.interruption.requested, unwritten: failures.length > 0 };
    return {
      document,
      failures,
      ...(savedAs !== undefined && { savedAs }),
      exitCode: exitCodeOf(document, judgement, end),
    };
  });
}

function exitCodeOf(
  { arms, verdict }: FidelityDocument,
  { failIf }: FidelityJudgement,
  end: { interrupted: boolean; unwritten?: boolean },
): ExitCode {
  const gateFailed = verdict !== undefined && failIf.includes(verdict);
  return exitCodeOfCommand(
    arms.map(({ status }) => status),
    { ...end, gateFailed },
  );
}
