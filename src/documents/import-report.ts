// What `trace import` found in the trace of a real QEMU: made by src/trace/qemu, printed by src/report.
import type { Warning } from './result.js';

/** Which of QEMU's trace backends wrote it. */
export type QemuFormat = 'qemu-log' | 'qemu-simple';

export interface ImportReport {
  readonly input: string;
  readonly output: string;
  readonly format: QemuFormat;
  readonly events: number;
  readonly spanNs: number;
  /** Rows of the time line; the one of a trace without thread ids has no tid. */
  readonly threads: readonly { name: string; tid?: number; events: number }[];
  /** Address of the mutex that was taken for the BQL; absent where none could be. */
  readonly inferredBql?: string;
  readonly unmaps: UnmapReport;
  readonly skippedLines: number;
  readonly droppedEvents: number;
  readonly warnings: readonly Warning[];
}

export interface UnmapReport {
  readonly started: number;
  readonly finished: number;
  readonly withoutFinish: number;
  readonly withoutStart: number;
  /** Those whose grace periods could be inferred. */
  readonly gracePeriodsInferred: number;
  /** From start to finish; absent where no unmap has both. */
  readonly latencyNs?: { readonly p50: number; readonly max: number };
}
