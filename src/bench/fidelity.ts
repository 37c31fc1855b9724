// Whether two versions behave the same, from the checked configuration to the document: trials are run or read, judged,
// and saved.
import type { ExitCode, UserError } from '../base/errors.js';
import type { LiveComparison } from '../config/compare-config.js';
import type { FidelityConfig } from '../config/fidelity-config.js';
import { type FidelityJudgement, fidelityJudgementOf } from '../config/fidelity-config.js';
import { reproduceFidelity } from '../config/reproduce.js';
import { type FidelityDocument, fidelitySchema } from '../documents/fidelity.js';
import type { ResultDocument, Warning } from '../documents/result.js';
import { exitCodeOfCommand } from '../documents/verdict.js';
import { withScratchFolder } from '../files/scratch.js';
import type { SampleSource } from '../results/result-file.js';
import { checkResultWritable, trySaveResult } from '../results/result-file.js';
import { readSamples } from '../results/sample-file.js';
import { savedTrials } from '../results/saved.js';
import { judgeFidelity } from '../stats/fidelity.js';
import { findWorkload } from '../workloads/index.js';
import type { RoundsProgress } from './comparison/live.js';
import { measureComparison } from './comparison/live.js';
import { describeTool } from './environment/tool.js';
import type { Interruption } from './interruption.js';

interface FidelityHooks {
  interruption: Interruption;
  onProgress?: (progress: RoundsProgress) => void;
}

export interface FidelityReport {
  document: FidelityDocument;
  exitCode: ExitCode;
  /** The file in which the trials were saved. */
  savedAs?: string;
  /** Files that could not be written although the measurement succeeded. */
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
  // Minutes of measuring should not end in "permission denied".
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

/** @param sources the samples, in the order of the document's trials */
export function judgeTrials(
  { config, plan, environment, warnings, trials }: ResultDocument,
  sources: readonly SampleSource[],
  judgement: FidelityJudgement,
): FidelityDocument {
  const workload = findWorkload(config.workload);
  if (plan === undefined || workload === undefined) throw new Error('fidelity needs a plan and a workload');
  const read = (place: number, metric: string) => samplesAt(sources[place], metric);
  return {
    schema: fidelitySchema,
    tool: describeTool(),
    environment,
    config,
    plan,
    ...judgeFidelity({ plan, trials, read, workload, seed: config.seed }, fidelityJudgementOf(judgement, workload)),
    warnings: warnings.filter(isOfPooled),
    reproduce: reproduceFidelity(config, plan, judgement),
  };
}

function samplesAt(source: SampleSource | undefined, metric: string): Float64Array {
  const range = source?.ranges[metric];
  return source === undefined || range === undefined ? new Float64Array(0) : readSamples(source.file, range);
}

/** The samples of all trials are judged together, so few samples in one trial do not matter. */
const isOfPooled = ({ code }: Warning): boolean => code !== 'no-tail';
