// Result documents on disk, with the raw samples in a binary file beside them.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exitCode, systemErrorText, UserError } from '../base/errors.js';
import { type ResultDocument, resultSchema, type SampleRef, type TrialResult } from '../documents/result.js';
import { cannotWrite, checkWritable, writeAtomically } from '../files/atomic-file.js';
import { writeAll } from '../files/write-all.js';
import type { SampleRange } from './sample-file.js';
import { readSampleBytes } from './sample-file.js';

/** Where a trial's raw samples lie: in its scratch file, or beside a document that was saved before. */
export interface SampleSource {
  file: string;
  ranges: Record<string, SampleRange>;
}

/** Where the samples of a trial lie that was saved in `file`. */
export function sampleSourceOf(file: string, { samples = {} }: TrialResult): SampleSource {
  const [first] = Object.values(samples);
  return { file: first === undefined ? file : join(dirname(file), first.file), ranges: samples };
}

/** Names under which the samples of a document may lie: the first, and the second while it takes the place of one that has the first. */
export const sidecarsOf = (file: string): [first: string, second: string] => [`${file}.samples`, `${file}.samples-2`];

const documentText = (document: ResultDocument) => `${JSON.stringify(document, null, 2)}\n`;

/**
 * Saves document and samples; `sources` in the order of the trials. The samples lie whole under their name before a document
 * points to them, and those of a document whose place is taken lie there until it is gone: whenever this process ends, each
 * document has its own samples.
 * @returns the document as saved, with references to its samples.
 * @throws UserError for a full disk and the like.
 */
export function saveResult(file: string, document: ResultDocument, sources: readonly SampleSource[]): ResultDocument {
  try {
    const [sidecar, others] = freeSidecar(file);
    const refs = writeAtomically(sidecar, (temporary) => joinSamples(temporary, basename(sidecar), sources));
    const trials = document.trials.map((trial, i) => ({ ...trial, samples: refs[i] ?? {} }));
    const saved = { ...document, trials };
    saveDocument(file, saved, sidecar);
    rmSync(others, { force: true });
    return saved;
  } catch (error) {
    throw cannotWrite('result', file, error);
  }
}

/** Without the document its samples are of no use. */
function saveDocument(file: string, document: ResultDocument, sidecar: string): void {
  try {
    writeAtomically(file, (temporary) => writeSynced(temporary, Buffer.from(documentText(document))));
  } catch (error) {
    rmSync(sidecar, { force: true });
    throw error;
  }
}

/** A name for the samples that the document in this place does not use, and the other one. */
function freeSidecar(file: string): [free: string, other: string] {
  const [first, second] = sidecarsOf(file);
  return namesOfSamples(file).has(basename(first)) ? [second, first] : [first, second];
}

/** The sample files of the document that lies there; none for what is no result. */
function namesOfSamples(file: string): Set<string> {
  if (!existsSync(sidecarsOf(file)[0])) return new Set();
  const document = tryJson(readIfThere(file)) as Partial<ResultDocument> | null | undefined;
  const trials = Array.isArray(document?.trials) ? document.trials : [];
  return new Set(trials.flatMap(({ samples = {} }) => Object.values(samples).map((ref) => ref.file)));
}

const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Its bytes are on the disk before it gets its name, so that they outlive the machine's end as well. */
function writeSynced(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'w');
  try {
    writeAll(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A run of minutes must not end in "permission denied". @throws UserError */
export function checkResultWritable(file: string): void {
  checkWritable('result', file);
  for (const sidecar of sidecarsOf(file)) checkWritable('samples', sidecar);
}

/**
 * Saves a result if a file is named. The figures are worth more than the file: where it cannot be written the error joins
 * `failures`, and they are still printed.
 */
export function trySaveResult(
  file: string | undefined,
  document: ResultDocument,
  sources: readonly SampleSource[],
  failures: UserError[],
): { document: ResultDocument; savedAs?: string } {
  if (file === undefined) return { document };
  try {
    return { document: saveResult(file, document, sources), savedAs: file };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    failures.push(error);
    return { document };
  }
}

/**
 * Reads a document and checks it against its schema.
 * @throws UserError for a file that is missing, damaged, of another program or of another version of the schema.
 */
export async function readResult(file: string): Promise<ResultDocument> {
  const document = parseJson(file, readText(file));
  checkSchemaName(file, document);
  const { findSchemaError } = await import('../documents/validate.js');
  const problem = findSchemaError(document);
  if (problem !== undefined) throw unusable(file, `is damaged: ${problem}`);
  return document as unknown as ResultDocument;
}

function joinSamples(target: string, name: string, sources: readonly SampleSource[]): Record<string, SampleRef>[] {
  const descriptor = openSync(target, 'w');
  try {
    let offset = 0;
    const refs = sources.map(({ file, ranges }) => {
      const own = Object.entries(ranges).map(([metric, range]): [string, SampleRef] => {
        const bytes = readSampleBytes(file, range);
        writeAll(descriptor, bytes);
        offset += bytes.length;
        return [metric, { file: name, offset: offset - bytes.length, count: range.count }];
      });
      return Object.fromEntries(own);
    });
    fsyncSync(descriptor);
    return refs;
  } finally {
    closeSync(descriptor);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read '${file}': ${systemErrorText(error)}`, { cause: error });
  }
}

function parseJson(file: string, text: string): Record<string, unknown> {
  const value = tryJson(text);
  if (value === undefined) throw unusable(file, 'is not JSON: damaged, or cut off');
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw unusable(file, 'is not a result of rcu-bench');
  return value as Record<string, unknown>;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checkSchemaName(file: string, { schema }: Record<string, unknown>): void {
  if (schema === resultSchema) return;
  if (typeof schema === 'string' && schema.startsWith('rcu-bench/result@')) {
    throw unusable(
      file,
      `has the schema ${schema}; this version reads ${resultSchema}`,
      'Use the rcu-bench that wrote it, or run again.',
    );
  }
  throw unusable(file, 'is not a result of rcu-bench');
}

const unusable = (file: string, problem: string, suggestion = "Results are written by 'rcu-bench run --out FILE'.") =>
  new UserError(`'${file}' ${problem}`, { exitCode: exitCode.usage, suggestions: [suggestion] });
