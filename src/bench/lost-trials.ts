// Trials that could not run for reasons outside the version: no process, no disk space for the samples, an RCU that
// cannot be created. The other trials go on, and their results are kept.
import { UserError } from '../base/errors.js';
import type { Warning } from '../documents/result.js';
import type { PlannedTrial } from './schedule.js';

/** After this many losses in a row the cause is not temporary. */
export const enoughTries = 3;

export class LostTrials {
  private readonly all: LostTrial[] = [];
  /** Losses in a row, by the label of the arm. */
  private readonly inARow = new Map<string, number>();

  add(planned: PlannedTrial, error: UserError): void {
    this.all.push({ planned, error });
    const { label } = planned.arm;
    this.inARow.set(label, (this.inARow.get(label) ?? 0) + 1);
  }

  /** A trial of this arm has run. */
  carriedOut({ arm }: PlannedTrial): void {
    this.inARow.delete(arm.label);
  }

  get count(): number {
    return this.all.length;
  }

  get trials(): PlannedTrial[] {
    return this.all.map(({ planned }) => planned);
  }

  get first(): UserError | undefined {
    return this.all[0]?.error;
  }

  /** Whether so many trials of an arm were lost that no further one is tried. */
  isGivenUp(label: string): boolean {
    return (this.inARow.get(label) ?? 0) >= enoughTries;
  }

  /** One error for each cause. */
  get failures(): UserError[] {
    return [...this.byCause(({ error }) => error.message).values()].map((alike) => {
      const { message, suggestions } = alike[0].error;
      return new UserError(alike.length === 1 ? message : `${message} (${alike.length} trials were lost)`, {
        suggestions,
      });
    });
  }

  /** One warning for each cause and version, for the document. */
  get warnings(): Warning[] {
    const groups = this.byCause(({ planned, error }) => JSON.stringify([planned.arm.version, error.message]));
    return [...groups.values()].map((alike) => {
      const [{ planned, error }] = alike;
      const trials = alike.length === 1 ? 'a trial was lost' : `${alike.length} trials were lost`;
      return {
        code: 'lost-trials',
        message: `${trials}: ${error.message}`,
        remedy: 'Fix the cause and run again: these trials were not measured.',
        version: planned.arm.version,
      };
    });
  }

  private byCause(key: (lost: LostTrial) => string): Map<string, [LostTrial, ...LostTrial[]]> {
    const groups = new Map<string, [LostTrial, ...LostTrial[]]>();
    for (const lost of this.all) {
      const group = groups.get(key(lost));
      if (group === undefined) groups.set(key(lost), [lost]);
      else group.push(lost);
    }
    return groups;
  }
}

interface LostTrial {
  planned: PlannedTrial;
  error: UserError;
}
