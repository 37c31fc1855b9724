import type { ResultDocument } from '../documents/result.js';
import { metricGrid } from './metric-grid.js';
import { metricStack } from './metric-stack.js';
import type { Paint } from './paint.js';

/** The tables of a run, at most `columns` wide: the wide layout where all versions fit beside each other, else the narrow one. */
export function resultTables({ config, trials }: ResultDocument, columns: number, paint: Paint): string {
  const grid = metricGrid(config.workload, trials, columns, paint);
  if (grid === undefined) return metricStack(config.workload, trials, columns, paint, { metrics: true });
  return `${grid}\n\n${metricStack(config.workload, trials, columns, paint, { metrics: false })}`;
}
