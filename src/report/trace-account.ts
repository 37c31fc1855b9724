// The effect of tracing on each metric, as a table.

import type { TraceAccount } from '../documents/result.js';
import { median } from '../stats/median.js';
import { shortVersion } from '../versions/version.js';
import { findWorkload } from '../workloads/index.js';
import { figure } from './figures.js';
import type { Paint } from './paint.js';
import { renderPlainTable } from './plain-table.js';
import { wrap } from './wrap.js';

/** Medians over all pairs: traced, untraced, and their ratio with its range. */
export function traceAccountText(
  accounts: readonly TraceAccount[],
  workload: string,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const rows = accounts.flatMap(({ version, metrics }) =>
    metrics.map(({ metric, traced, untraced }) => {
      const ratios = traced.map((value, i) => value / (untraced[i] ?? Number.NaN));
      return [
        shortVersion(version),
        labelOf(workload, metric),
        `${traced.length}`,
        figure(median(untraced), 'ns', ''),
        figure(median(traced), 'ns', ''),
        ratio(median(ratios)),
        ratios.length === 1 ? '' : `${ratio(Math.min(...ratios))}-${ratio(Math.max(...ratios))}`,
      ];
    }),
  );
  const head = ['tracing', '', 'pairs', 'untraced', 'traced', 'ratio', 'range'].map((text) => paint.bold(text));
  const note = 'Medians of p50 over pairs of a traced and an untraced trial in random order; range: all pairs.';
  return `${renderPlainTable({ rows: [head, ...rows], leftColumns: 2, gap: 2 })}\n\n${paint.dim(wrap(note, columns))}`;
}

const labelOf = (workload: string, metric: string) =>
  findWorkload(workload)?.metrics.find(({ name }) => name === metric)?.label ?? metric;

const ratio = (value: number) => value.toFixed(value < 10 ? 2 : 1);
