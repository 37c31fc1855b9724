// Saved results of comparisons: trials in the order of the schedule, each with different samples.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { planRound } from '../../src/bench/schedule.js';
import type { ComparisonPlan } from '../../src/documents/plan.js';
import { roundsOf } from '../../src/documents/plan.js';
import type { ResultDocument, TrialResult } from '../../src/documents/result.js';
import { saveResult } from '../../src/results/result-file.js';
import { writeSamples } from '../../src/results/sample-file.js';
import { summarize } from '../../src/stats/summarize.js';
import { documentOf, quietEnvironment, trialOf } from './documents.js';

export const planOf = (
  labels: readonly string[],
  rounds = 6,
  changes: Partial<ComparisonPlan> = {},
): ComparisonPlan => ({
  arms: labels.map((label) => ({ label, version: label })),
  reference: labels[0] ?? '',
  rounds,
  ...changes,
});

/** Samples of a trial. Values and count depend only on the round and the arm. */
export const samplesOf = (round: number, arm: string) =>
  Float64Array.from({ length: 100 + round }, (_, i) => (arm.length + 1) * 1e6 + round * 1000 + i);

/** All trials of the plan's shard. */
export function trialsOf(plan: ComparisonPlan, seed = 7): TrialResult[] {
  return roundsOf(plan).flatMap((round) =>
    planRound(plan, seed, round, false).map((planned) =>
      trialOf(planned.arm.version, {
        arm: planned.arm.label,
        round,
        seed: planned.seed,
        metrics: { 'unmap.latency': summarize(samplesOf(round, planned.arm.label), 'ns') },
      }),
    ),
  );
}

/** A document like those that `compare --out` writes. */
export function comparisonOf(plan: ComparisonPlan, changes: Partial<ResultDocument> = {}): ResultDocument {
  const document = documentOf(trialsOf(plan, changes.config?.seed), { plan, ...changes });
  const versions = [...new Set(plan.arms.map(({ version }) => version))];
  return { ...document, config: { ...document.config, versions } };
}

/** Saves a document with its samples. @returns the file */
export function save(file: string, document: ResultDocument): string {
  mkdirSync(dirname(file), { recursive: true });
  const scratch = (i: number) => `${file}.${i}.scratch`;
  const sources = document.trials.map(({ round = 0, arm = '' }, i) => ({
    file: scratch(i),
    ranges: writeSamples(scratch(i), { 'unmap.latency': samplesOf(round, arm), 'bql.wait': Float64Array.of(round) }),
  }));
  saveResult(file, document, sources);
  return file;
}

export const hostOf = (hostname: string) => ({ ...quietEnvironment, hostname });
