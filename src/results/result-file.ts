// Result documents on disk, with the raw samples in a binary file beside them.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exitCode, systemErrorText, UserError } from '../base/errors.js';
import { type ResultDocument, resultSchema, type SampleRef, type TrialResult } from '../documents/result.js';
import { cannotWrite, checkWritable, writeAtomically } from '../files/atomic-file.js';
import { writeAll } from '../files/write-all.js';
import type { SampleRange } from './sample-file.js';
import { readSampleBytes } from './sample-file.js';

/** The file with a trial's raw samples: its scratch file, or the sample file of a saved document. */
export interface SampleSource {
  file: string;
  ranges: Record<string, SampleRange>;
}

/** The raw samples of a trial that was read from `file`. */
export function sampleSourceOf(file: string, { samples = {} }: TrialResult): SampleSource {
  const [first] = Object.values(samples);
  return { file: first === undefined ? file : join(dirname(file), first.file), ranges: samples };
}

/**
 * The two possible sample files of a document. The second is used if the document that is overwritten uses the first.
 */
export const sidecarsOf = (file: string): [first: string, second: string] => [`${file}.samples`, `${file}.samples-2`];

const documentText = (document: ResultDocument) => `${JSON.stringify(document, null, 2)}\n`;

/**
 * Saves a document and its samples. The sample file is complete before the document refers to it, and the samples of an
 * overwritten document are deleted last: whenever this process ends, the document in the file has its samples.
 * @param sources the samples, in the order of the trials
 * @returns the saved document, which refers to its samples
 * @throws UserError, for example for a full disk
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

/** Writes the document. If this fails, its samples are deleted, because they are useless without it. */
function saveDocument(file: string, document: ResultDocument, sidecar: string): void {
  try {
    writeAtomically(file, (temporary) => writeSynced(temporary, Buffer.from(documentText(document))));
  } catch (error) {
    rmSync(sidecar, { force: true });
    throw error;
  }
}

/** The sample file that the existing document does not use, and the other one. */
function freeSidecar(file: string): [free: string, other: string] {
  const [first, second] = sidecarsOf(file);
  return namesOfSamples(file).has(basename(first)) ? [second, first] : [first, second];
}

/** The names of the sample files that an existing document uses. Empty if the file is no result. */
function namesOfSamples(file: string): Set<string> {
  if (!existsSync(sidecarsOf(file)[0])) return new Set();
  const document = tryJson(readIfThere(file)) as Partial<ResultDocument> | null | undefined;
  const trials = Array.isArray(document?.trials) ? document.trials : [];
  return new Set(trials.flatMap(({ samples = {} }) => Object.values(samples).map((ref) => ref.file)));
}

const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Writes a file and its data to the disk, so that they survive a crash of the machine. */
function writeSynced(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'w');
  try {
    writeAll(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Checks before a run of minutes that its result can be written. @throws UserError */
export function checkResultWritable(file: string): void {
  checkWritable('result', file);
  for (const sidecar of sidecarsOf(file)) checkWritable('samples', sidecar);
}

/**
 * Saves a result if a file is named. An error is added to `failures` instead of thrown, so that the figures are still
 * printed.
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
 * Reads a document and validates it against its schema.
 * @throws UserError for a file that is missing, damaged, from another program, or of another schema version
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
