import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { parsePercentile, parseResource } from '../../config/trace-config.js';
import type { Explanation } from '../../documents/trace-reports.js';
import { explanationText } from '../../report/latency-attribution.js';
import { explainUnmap } from '../../trace/explain.js';

export default class TraceExplain extends BaseCommand {
  static override summary = 'Say why an unmap was slow: each part of its time with its cause.';
  static override description =
    'Takes a recording and, unless told otherwise, its slowest unmap. The parts sum to its latency in the table.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace',
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace --percentile 50',
  ];
  static override args = { file: textArg({ required: true, description: 'A recording (.rcutrace)' }) };
  static override flags = {
    percentile: textFlag({
      char: 'p',
      summary: 'the unmap at this percentile of the latencies [default: 100]',
      helpValue: '<p>',
      exclusive: ['resource'],
    }),
    resource: textFlag({ summary: "the unmap of this resource id, the trace's rows name it", helpValue: '<id>' }),
  };

  async run(): Promise<Explanation> {
    const { args, flags } = await this.parse(TraceExplain);
    const explanation = await explainUnmap(args.file, {
      percentile: parsePercentile(flags.percentile ?? '100'),
      ...(flags.resource !== undefined && { resource: parseResource(flags.resource) }),
    });
    this.log(explanationText(explanation, this.terminal));
    return explanation;
  }
}
