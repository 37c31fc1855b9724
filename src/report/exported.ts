// `trace export` and `trace cut`, as people read them.
import { count } from './figures.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

export interface ExportedInput {
  output: string;
  slices: number;
  marks: number;
  counters: number;
  arrows: number;
  threads: number;
  dropped: number;
  damage?: string;
}

export function exportedText(exported: ExportedInput, { columns, paint }: { columns: number; paint: Paint }): string {
  const { output, slices, marks, counters, arrows, threads, dropped, damage } = exported;
  const what =
    `${count(slices)} slices, ${count(marks)} marks, ${count(counters)} counter values and ${count(arrows)} arrows ` +
    `of ${count(threads)} threads`;
  const warnings = [
    ...(damage === undefined ? [] : [`the recording is damaged: ${damage}`]),
    ...(dropped === 0 ? [] : [`the recording lost ${count(dropped)} events`]),
  ];
  return [
    wrap(what, columns),
    ...warnings.map((warning) => `${paint.warn('Warning')} ${wrap(warning, columns - 8, 8)}`),
    `Trace   ${output}`,
    paint.dim(`Open    rcu-bench trace open ${quoted(output)}`),
  ].join('\n');
}

const quoted = (name: string) => (/^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
