import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { UsageError } from '../../base/errors.js';
import { BaseCommand } from '../../cli/base-command.js';
import { parseMargin, parsePercentiles } from '../../config/trace-config.js';
import type { Cut } from '../../documents/trace-reports.js';
import { cutText } from '../../report/exported.js';
import { cutExemplars } from '../../trace/cut.js';

export default class TraceCut extends BaseCommand {
  static override summary = 'Put the p50, p99 and slowest unmap of recordings side by side in one trace.';
  static override description =
    'Each becomes a process of its own, and all begin at the same moment, so that Perfetto shows where they part.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-baseline.rcutrace traces/blob-unmap-v3.rcutrace',
  ];
  static override usage = '<%= command.id %> FILE... [OPTIONS]';
  static override strict = false;
  static override args = { file: textArg({ description: 'Recordings (.rcutrace)' }) };
  static override flags = {
    percentile: textFlag({
      char: 'p',
      summary: 'which unmaps; 100 is the slowest [default: 50,99,100]',
      helpValue: '<p,…>',
    }),
    margin: textFlag({ summary: 'time shown before and after each [default: 1ms]', helpValue: '<time>' }),
    output: textFlag({ char: 'o', summary: 'the file [default: traces/exemplars.json]', helpValue: '<file>' }),
  };

  async run(): Promise<Cut> {
    const { argv, flags } = await this.parse(TraceCut);
    if (argv.length === 0) throw new UsageError('trace cut needs a recording', "Give files that 'run' has written.");
    const cut = await cutExemplars(argv as string[], {
      percentiles: parsePercentiles(flags.percentile ?? '50,99,100'),
      marginNs: parseMargin(flags.margin ?? '1ms'),
      output: flags.output ?? 'traces/exemplars.json',
    });
    this.log(cutText(cut, this.terminal));
    return cut;
  }
}
