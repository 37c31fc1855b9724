// The list of kept results as text.
import { renderPlainTable } from './plain-table.js';

export interface SavedInfo {
  name: string;
  /** When the result was measured: ISO 8601, UTC. */
  startedAt: string;
  workload: string;
  /** Labels of the arms, the reference first. */
  arms: string[];
  trials: number;
}

export function savedListText(list: readonly SavedInfo[], folder: string): string {
  if (list.length === 0) return `No saved results in ${folder}. 'rcu-bench compare … --save NAME' saves one.`;
  const rows = list.map(({ name, startedAt, workload, arms, trials }) => [
    name,
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    workload,
    arms.join(' '),
    `${trials} trials`,
  ]);
  return renderPlainTable({ rows, leftColumns: 4, gap: 2 });
}
