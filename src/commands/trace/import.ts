import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { withSignals } from '../../bench/interruption.js';
import { BaseCommand } from '../../cli/base-command.js';
import type { ImportReport } from '../../documents/import-report.js';
import { importText } from '../../report/imported.js';
import { defaultOutput, importTrace } from '../../trace/qemu/import.js';

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
