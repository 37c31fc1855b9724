import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { withSignals } from '../../bench/interruption.js';
import { BaseCommand } from '../../cli/base-command.js';
import { count, figure } from '../../report/figures.js';
import type { Paint } from '../../report/paint.js';
import { wrap } from '../../report/wrap.js';
import { defaultOutput, importTrace } from '../../trace/qemu/import.js';
import type { ImportReport } from '../../trace/qemu/report.js';

export default class TraceImport extends BaseCommand {
  static override summary = 'Make a recording of the trace of a real QEMU.';
  static override description =
    "Reads what QEMU's log backend (with -msg timestamp=on) or its simple backend has written. " +
    'See docs/importing.md for the events to trace.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> qemu.log',
    '<%= config.bin %> <%= command.id %> trace-4711 --output stall.rcutrace',
  ];
  static override args = { file: textArg({ required: true, description: 'The trace' }) };
  static override flags = {
    output: textFlag({
      char: 'o',
      summary: 'the recording [default: its name + .rcutrace, in this folder]',
      helpValue: '<file>',
    }),
  };

  async run(): Promise<ImportReport> {
    const { args, flags } = await this.parse(TraceImport);
    const output = flags.output ?? defaultOutput(args.file);
    const report = await withSignals((interruption) => importTrace(args.file, output, interruption));
    this.log(importText(report, this.terminal));
    return report;
  }
}

const formatNames = { 'qemu-log': "QEMU's log backend", 'qemu-simple': "QEMU's simple backend" } as const;
/** So many threads are named; the rest is counted. */
const threadsNamed = 6;

function importText(report: ImportReport, { columns, paint }: { columns: number; paint: Paint }): string {
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

/** What a format cannot have is not said to be none. */
const lostText = ({ format, skippedLines, droppedEvents }: ImportReport) =>
  format === 'qemu-log'
    ? `${count(skippedLines)} lines skipped (no trace events)`
    : `${count(droppedEvents)} events dropped by QEMU`;
