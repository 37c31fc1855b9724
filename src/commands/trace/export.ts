import { string as textArg } from '@oclif/core/args';
import { boolean as booleanFlag, string as textFlag } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { parseFormat, parseWindow } from '../../config/trace-config.js';
import type { Exported } from '../../documents/trace-reports.js';
import { exportedText } from '../../report/exported.js';
import { exportRecording } from '../../trace/export-recording.js';

export default class TraceExport extends BaseCommand {
  static override summary = 'Write a recording as a file that Perfetto opens.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace --format perfetto',
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace --gzip --from 1s --to 2s',
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace --category unmap --category bql',
  ];
  static override args = { file: textArg({ required: true, description: 'A recording (.rcutrace)' }) };
  static override flags = {
    format: textFlag({
      char: 'f',
      summary: "Chrome's JSON, or Perfetto's TrackEvent [default: by --output, or chrome]",
      helpValue: 'chrome|perfetto',
    }),
    gzip: booleanFlag({ summary: 'compress the file; Perfetto reads gzip' }),
    from: textFlag({ summary: 'drop events that end earlier', helpValue: '<time>' }),
    to: textFlag({
      summary: 'drop events that begin later; times count from the start of the recording',
      helpValue: '<time>',
    }),
    category: textFlag({
      summary: 'export only this category; repeatable',
      multiple: true,
      helpValue: '<name>',
    }),
    output: textFlag({ char: 'o', summary: "the file [default: the recording's name]", helpValue: '<file>' }),
  };

  async run(): Promise<Exported> {
    const { args, flags } = await this.parse(TraceExport);
    const exported = await exportRecording(args.file, {
      ...(flags.format !== undefined && { format: parseFormat(flags.format) }),
      gzip: flags.gzip,
      window: parseWindow(flags.from, flags.to),
      categories: flags.category ?? [],
      ...(flags.output !== undefined && { output: flags.output }),
    });
    this.log(exportedText(exported, this.terminal));
    return exported;
  }
}
