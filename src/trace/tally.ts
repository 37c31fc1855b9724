// Collects slices and marks by name, as native/trace/duration_sink.h does.
import type { TraceSummary } from '../documents/trace-reports.js';

/** Takes a file piece by piece. */
export interface SummaryReader {
  push(chunk: Buffer): void;
  end(): void;
}

export type TallyArgs = Readonly<Record<string, unknown>>;

/** A number that Chrome JSON has as a text. */
const beyondInt64 = /^\d{19,20}$/;
const unmapRow = /^unmap of resource \d+$/;

export class TraceTally {
  private readonly slices = new Map<string, { category: string; name: string; lengths: number[] }>();
  private readonly marks = new Map<string, { category: string; name: string; count: number }>();

  /** The rows of unmaps count together, those that are in the tables apart from the others. */
  slice(category: string, name: string, lengthNs: number, args: TallyArgs): void {
    const shown = unmapRow.test(name) ? (args.measured === 1 ? 'unmap' : 'unmap, not measured') : name;
    const key = `${category}/${shown}`;
    const known = this.slices.get(key);
    if (known === undefined) this.slices.set(key, { category, name: shown, lengths: [lengthNs] });
    else known.lengths.push(lengthNs);
  }

  /** Marks that say why are told apart by it. */
  mark(category: string, name: string, args: TallyArgs): void {
    const why = Object.values(args).filter((value) => typeof value === 'string' && !beyondInt64.test(value));
    const shown = [name, ...why].join(': ');
    const key = `${category}/${shown}`;
    const known = this.marks.get(key) ?? { category, name: shown, count: 0 };
    known.count += 1;
    this.marks.set(key, known);
  }

  summary(): TraceSummary {
    return {
      slices: [...this.slices.values()].map(({ lengths, ...name }) => ({
        ...name,
        lengthNs: Float64Array.from(lengths),
      })),
      marks: [...this.marks.values()],
    };
  }
}
