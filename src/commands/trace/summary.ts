import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { type SummaryDocument, summaryDocument, summaryText } from '../../report/trace-summary.js';
import { summarizeTrace } from '../../trace/summary.js';

export default class TraceSummary extends BaseCommand {
  static override summary = 'Print what a recording or an exported trace holds, as figures.';
  static override description = 'The lengths of its slices, and how often each mark was made.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace',
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.json',
  ];
  static override args = {
    file: textArg({
      required: true,
      description: 'A recording, Chrome JSON or TrackEvent; the latter two may be gzipped',
    }),
  };

  async run(): Promise<SummaryDocument> {
    const { args } = await this.parse(TraceSummary);
    const document = summaryDocument(args.file, await summarizeTrace(args.file));
    this.log(summaryText(document, this.terminal));
    return document;
  }
}
