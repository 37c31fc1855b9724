// Merges the shards of a comparison into the document of the whole comparison. The order of the files does not matter.

import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../base/errors.js';
import type { Shard } from '../documents/plan.js';
import { roundsOf } from '../documents/plan.js';
import type { ResultDocument, TrialResult, Warning } from '../documents/result.js';
import { isSameFile } from '../files/atomic-file.js';
import { checkResultWritable, readResult, sampleSourceOf, saveResult, sidecarsOf } from './result-file.js';

interface Part {
  file: string;
  document: ResultDocument;
  shard: Shard;
}

/** @throws UsageError if the files are not the shards of one comparison, or if a shard is missing */
export async function mergeShards(files: readonly string[], outFile: string): Promise<ResultDocument> {
  const parts: Part[] = [];
  for (const file of files) parts.push(partOf(file, await readResult(file)));
  parts.sort((a, b) => a.shard.index - b.shard.index);
  checkTogether(parts);
  for (const part of parts) {
    checkWhole(part);
    checkSamples(part);
  }
  checkTarget(parts, outFile);
  const placed = parts.flatMap(({ file, document }) => document.trials.map((trial) => ({ file, trial })));
  // Every round is in one shard, so this is the order of an undivided run. The order within a round is kept.
  placed.sort((a, b) => (a.trial.round ?? 0) - (b.trial.round ?? 0));
  const document = mergedDocument(
    parts,
    placed.map(({ trial }) => trial),
  );
  return saveResult(
    outFile,
    document,
    placed.map(({ file, trial }) => sampleSourceOf(file, trial)),
  );
}

function partOf(file: string, document: ResultDocument): Part {
  const shard = document.plan?.shard;
  if (shard !== undefined) return { file, document, shard };
  throw new UsageError(`'${file}' is not a shard`, 'Shards are written by: rcu-bench compare … --shard 1/4 --out FILE');
}

function checkTogether(parts: readonly Part[]): void {
  const [first, ...others] = parts;
  if (first === undefined) throw new UsageError('nothing to merge', 'Name the files of all shards.');
  for (const other of others) checkBelongs(first, other);
  const { count } = first.shard;
  const indices = parts.map(({ shard }) => shard.index);
  const twice = parts.find(({ shard }, i) => indices.indexOf(shard.index) !== i);
  if (twice !== undefined) {
    const same = parts.find(({ shard }) => shard.index === twice.shard.index);
    throw new UsageError(`'${same?.file}' and '${twice.file}' are both shard ${twice.shard.index} of ${count}`);
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !indices.includes(index));
  if (missing.length > 0) throw new UsageError(`of ${count} shards these are missing: ${missing.join(', ')}`);
}

function checkBelongs(first: Part, other: Part): void {
  const [own, others] = [first, other].map(({ document }) => factsOf(document));
  const keys = new Set([...Object.keys(own ?? {}), ...Object.keys(others ?? {})]);
  const differing = [...keys].filter((key) => !isDeepStrictEqual(own?.[key], others?.[key]));
  if (differing.length === 0) return;
  throw new UsageError(
    `'${first.file}' and '${other.file}' are not of one comparison: they differ in ${differing.join(', ')}`,
    differing.every((fact) => fact.startsWith(libraryFact))
      ? 'All shards need the same file of it: measure them again with one build.'
      : 'All shards need the same command line, but for the number of the shard.',
  );
}

const libraryFact = 'the library ';

/** The facts that must be equal in all shards. */
function factsOf({ plan, config, tool, environment }: ResultDocument): Record<string, unknown> {
  const libraries = environment.providers ?? [];
  return {
    ...config,
    'version of rcu-bench': [tool.version, tool.commit],
    'number of shards': plan?.shard?.count,
    versions: plan?.arms,
    reference: plan?.reference,
    rounds: plan?.rounds,
    axis: plan?.axis,
    ...Object.fromEntries(
      libraries.map(({ version, sha256, rcuVersion }) => [`${libraryFact}${version}`, { sha256, rcuVersion }]),
    ),
  };
}

/** Rejects a shard that was interrupted: its missing trials would look random. */
function checkWhole({ file, document, shard }: Part): void {
  const { plan, trials } = document;
  if (plan === undefined) return;
  const missing = roundsOf(plan).flatMap((round) =>
    plan.arms.filter(
      ({ label }) =>
        !trials.some((trial) => trial.round === round && trial.arm === label && trial.status !== 'interrupted'),
    ),
  );
  if (missing.length === 0) return;
  throw new UsageError(
    `'${file}' (shard ${shard.index} of ${shard.count}) was cut short: ${missing.length} of its trials are missing`,
    'Run this shard again.',
  );
}

/** Checks that the sample files exist, which are easily forgotten when results are copied. */
function checkSamples({ file, document }: Part): void {
  const missing = document.trials
    .map((trial) => sampleSourceOf(file, trial).file)
    .find((sidecar) => !existsSync(sidecar));
  if (missing === undefined) return;
  throw new UsageError(`'${missing}', the samples of '${file}', is missing`, 'Keep both files of a result together.');
}

/** Writing the merged result must not overwrite a shard. */
function checkTarget(parts: readonly Part[], outFile: string): void {
  checkResultWritable(outFile);
  const written = [outFile, ...sidecarsOf(outFile)];
  for (const { file, document } of parts) {
    const read = new Set([file, ...document.trials.map((trial) => sampleSourceOf(file, trial).file)]);
    const both = [...read].find((own) => written.some((target) => isSameFile(own, target)));
    if (both === undefined) continue;
    const what = both === file ? `'${file}' is itself a shard` : `'${both}' has the samples of '${file}'`;
    throw new UsageError(`--out: ${what}`, 'Name another file for the whole.');
  }
}

function mergedDocument(parts: readonly Part[], trials: TrialResult[]): ResultDocument {
  const [first] = parts;
  if (first?.document.plan === undefined) throw new Error('a merge needs a plan');
  const { shard: _, ...plan } = first.document.plan;
  return {
    ...first.document,
    plan,
    warnings: distinct(parts.flatMap(({ document }) => document.warnings)),
    shards: parts.map(({ shard, document }) => ({ ...shard, environment: document.environment })),
    trials,
  };
}

function distinct(warnings: readonly Warning[]): Warning[] {
  return warnings.filter((warning, i) => warnings.findIndex((other) => isDeepStrictEqual(other, warning)) === i);
}
