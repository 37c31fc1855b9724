// The file of a trial's trace, and the rescue of an incomplete recording: its readable part is kept.
import { existsSync, renameSync } from 'node:fs';
import { UserError } from '../base/errors.js';
import { recordingBeside, traceKindOf } from '../config/trace-file.js';
import { temporaryNameOf } from '../files/atomic-file.js';
import type { TraceTarget } from './trial-messages.js';

interface TraceWishes extends Partial<Pick<TraceTarget, 'recording' | 'mode' | 'trigger'>> {
  file: string;
  workload: string;
  version: string;
  /** More facts for the recording, such as the seed. */
  facts: Record<string, unknown>;
}

/** Until the recording is complete, it is in a temporary file beside the trace file. */
export function traceTarget({ file, workload, version, facts, mode = 'ring', ...rest }: TraceWishes): TraceTarget {
  const title = `${workload} ${version}`;
  const meta = { source: 'rcu-bench', title, version, workload, ...facts };
  return { file, partial: `${temporaryNameOf(file)}.rcutrace`, title, meta, mode, ...rest };
}

/**
 * Gives the recording of a trial that died a name that the user finds.
 * @returns the message about it; undefined if there is none
 */
export function rescueRecording({ partial, file, meta }: TraceTarget): UserError | undefined {
  if (!existsSync(partial)) return undefined;
  const kept = traceKindOf(file).format === 'recording' ? file : recordingBeside(file);
  renameSync(partial, kept);
  return new UserError(`the trial of ${meta.version} ended before its trace was complete`, {
    suggestions: [`What it had recorded until then: rcu-bench trace summary ${kept}`],
  });
}
