// Where a trial's trace goes; and what becomes of a recording whose trial died over it: a cut one is readable.
import { existsSync, renameSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { recordingBeside, traceKindOf } from '../config/trace-file.js';
import { temporaryNameOf } from '../files/atomic-file.js';
import type { TraceTarget } from './trial-messages.js';

interface TraceWishes extends Partial<Pick<TraceTarget, 'recording' | 'mode' | 'trigger'>> {
  file: string;
  workload: string;
  version: string;
  /** More that the recording says of itself, such as the seed. */
  facts: Record<string, unknown>;
}

/** The recording lies beside the file until it is whole. */
export function traceTarget({ file, workload, version, facts, mode = 'ring', ...rest }: TraceWishes): TraceTarget {
  const title = `${workload} ${version}`;
  const meta = { source: 'rcu-bench', title, version, workload, ...facts };
  return { file, partial: `${temporaryNameOf(file)}.rcutrace`, title, meta, mode, ...rest };
}

/** Puts what a dead trial has left under a name that its user finds. @returns what to say of it; nothing where it left none. */
export function rescueRecording({ partial, file, meta }: TraceTarget): UserError | undefined {
  if (!existsSync(partial)) return undefined;
  const kept = traceKindOf(file).format === 'recording' ? file : recordingBeside(file);
  renameSync(partial, kept);
  return new UserError(`the trial of ${meta.version} ended before its trace was complete`, {
    suggestions: [`What it had recorded until then: rcu-bench trace summary ${kept}`],
  });
}
