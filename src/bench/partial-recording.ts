// A recording while its trial still writes it, and what becomes of it when the trial dies: a cut recording is readable.
import { existsSync, renameSync } from 'node:fs';
import { temporaryNameOf } from '../files/atomic-file.js';
import { UserError } from '../model/errors.js';
import { recordingBeside, traceKindOf } from '../model/trace-file.js';

/** Beside the file that it will become, or be exported to. */
export const partialNameOf = (file: string): string => `${temporaryNameOf(file)}.rcutrace`;

/** Puts what a dead trial has left under a name that its user finds. @returns what to say of it; nothing where it left none. */
export function rescuePartial(partial: string, file: string, version: string): UserError | undefined {
  if (!existsSync(partial)) return undefined;
  const kept = traceKindOf(file).format === 'recording' ? file : recordingBeside(file);
  renameSync(partial, kept);
  return new UserError(`the trial of ${version} ended before its trace was complete`, {
    suggestions: [`What it had recorded until then: rcu-bench trace summary ${kept}`],
  });
}
