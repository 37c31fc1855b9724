// From trials and where their samples lie to a document that says whether two versions behave the same.

import { type FidelityJudgement, fidelityJudgementOf } from '../../config/fidelity-config.js';
import { reproduceFidelity } from '../../config/reproduce.js';
import { type FidelityDocument, fidelitySchema } from '../../documents/fidelity.js';
import type { ResultDocument, Warning } from '../../documents/result.js';
import type { SampleSource } from '../../results/result-file.js';
import { readSamples } from '../../results/sample-file.js';
import { judgeFidelity } from '../../stats/fidelity.js';
import { findWorkload } from '../../workloads/index.js';
import { describeTool } from '../environment/tool.js';

/** @param sources in the order of the document's trials */
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

/** That a single trial has few samples is no matter where those of all trials are looked at together. */
const isOfPooled = ({ code }: Warning): boolean => code !== 'no-tail';
