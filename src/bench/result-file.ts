// Result documents on disk, with the raw samples in a binary file beside them.
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cannotWrite, checkWritable, writeAtomically } from '../files/atomic-file.js';
import { systemErrorText, UserError } from '../model/errors.js';
import { exitCode } from '../model/exit-codes.js';
import { type ResultDocument, resultSchema, type SampleRef, type TrialResult } from '../model/result.js';
import { readSampleBytes, writeAll } from './sample-file.js';
import type { SampleRange } from './trial-messages.js';

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

export const sidecarOf = (file: string) => `${file}.samples`;

export const documentText = (document: ResultDocument) => `${JSON.stringify(document, null, 2)}\n`;

/**
 * Saves document and samples; `sources` in the order of the trials. Both are written whole before either gets
 * its name.
 * @returns the document as saved, with references to its samples.
 * @throws UserError for a full disk and the like.
 */
export function saveResult(file: string, document: ResultDocument, sources: readonly SampleSource[]): ResultDocument {
  const sidecar = sidecarOf(file);
  try {
    return writeAtomically(sidecar, (temporarySidecar) => {
      const refs = joinSamples(temporarySidecar, basename(sidecar), sources);
      const trials = document.trials.map((trial, i) => ({ ...trial, samples: refs[i] ?? {} }));
      const saved = { ...document, trials };
      writeAtomically(file, (temporary) => writeFileSync(temporary, documentText(saved)));
      return saved;
    });
  } catch (error) {
    throw cannotWrite('result', file, error);
  }
}

/** A run of minutes must not end in "permission denied". @throws UserError */
export function checkResultWritable(file: string): void {
  checkWritable('result', file);
  checkWritable('samples', sidecarOf(file));
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
  const { findSchemaError } = await import('./result-schema.js');
  const problem = findSchemaError(document);
  if (problem !== undefined) throw unusable(file, `is damaged: ${problem}`);
  return document as unknown as ResultDocument;
}

function joinSamples(target: string, name: string, sources: readonly SampleSource[]): Record<string, SampleRef>[] {
  const descriptor = openSync(target, 'w');
  try {
    let offset = 0;
    return sources.map(({ file, ranges }) => {
      const refs = Object.entries(ranges).map(([metric, range]): [string, SampleRef] => {
        const bytes = readSampleBytes(file, range);
        writeAll(descriptor, bytes);
        offset += bytes.length;
        return [metric, { file: name, offset: offset - bytes.length, count: range.count }];
      });
      return Object.fromEntries(refs);
    });
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
