// The report of `trace import`.
import type { ImportReport } from '../documents/import-report.js';
import { count, figure } from './figures.js';
import type { Paint } from './paint.js';
import { wrap } from './wrap.js';

const formatNames = { 'qemu-log': "QEMU's log backend", 'qemu-simple': "QEMU's simple backend" } as const;
/** This many threads are named; the others are counted. */
const threadsNamed = 6;

export function importText(report: ImportReport, { columns, paint }: { columns: number; paint: Paint }): string {
  const lines = [
    ['Trace', `${report.input} (${formatNames[report.format]})`],
    ['Events', `${count(report.events)} in ${figure(report.spanNs, 'ns')}`],
    ['Threads', threadsText(report)],
    ['Unmaps', unmapsText(report)],
    ...(report.inferredBql === undefined ? [] : [['BQL', `mutex ${report.inferredBql} (inferred)`]]),
    ['Lost', lostText(report)],
  ];
  const facts = lines.map(([name = '', text = '']) => `${name.padEnd(9)} ${wrap(text, columns - 10, 10)}`);
  const warnings = report.warnings.map(
    ({ message, remedy }) => `${paint.warn('Warning')} ${wrap(`${message}. ${remedy}`, columns - 8, 8)}`,
  );
  const next = [`Recording ${report.output}`, paint.dim(`Next      rcu-bench trace summary ${report.output}`)];
  return [facts, warnings, next]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

function threadsText({ threads }: ImportReport): string {
  const named = threads.slice(0, threadsNamed).map(({ name, events }) => `${name} (${count(events)})`);
  const more = threads.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
}

function unmapsText({ unmaps }: ImportReport): string {
  const { finished, latencyNs, withoutFinish, withoutStart, gracePeriodsInferred } = unmaps;
  const latency = (value: number | undefined) => (value === undefined ? 'n/a' : figure(value, 'ns'));
  const parts = [`${count(finished)} finished`, `p50 ${latency(latencyNs?.p50)}`, `max ${latency(latencyNs?.max)}`];
  if (withoutFinish > 0) parts.push(`${count(withoutFinish)} more never finished`);
  if (withoutStart > 0) parts.push(`${count(withoutStart)} began before the trace`);
  if (finished > 0) parts.push(`grace periods inferred for ${count(gracePeriodsInferred)}`);
  return parts.join(', ');
}

/** Omits figures that the input format cannot contain. */
const lostText = ({ format, skippedLines, droppedEvents }: ImportReport) =>
  format === 'qemu-log'
    ? `${count(skippedLines)} lines skipped (no trace events)`
    : `${count(droppedEvents)} events dropped by QEMU`;
