import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { readHost } from '../../bench/environment/host.js';
import { withSignals } from '../../bench/interruption.js';
import { checkProvider } from '../../bench/torture.js';
import { BaseCommand } from '../../cli/base-command.js';
import { optionFlags } from '../../cli/load-flags.js';
import { ProgressLine } from '../../cli/progress.js';
import type { Flags } from '../../config/load-config.js';
import { maxSeed } from '../../config/load-config.js';
import { checkOptions, parseCheckConfig } from '../../config/torture-config.js';
import type { ProviderCheck } from '../../documents/provider-check.js';
import { providerCheckText } from '../../report/provider-check.js';

export default class ProviderCheckCommand extends BaseCommand {
  static override summary = 'Say what an RCU of your own offers, and torture it for a moment.';
  static override description =
    'Loads the library in a process of its own, looks at its table, and runs a short torture on it. Exit code 0 only if all is well.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./libmine.so',
    '<%= config.bin %> <%= command.id %> urcu-memb --duration 20s --seed 1',
  ];
  static override args = {
    provider: textArg({
      description: 'A library, a flavour of liburcu, or what `provider build` made',
      required: true,
    }),
  };
  static override flags = {
    ...optionFlags(checkOptions),
    seed: textFlag({ summary: `of the torture, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
  };

  async run(): Promise<ProviderCheck> {
    const { args, flags } = await this.parse(ProviderCheckCommand);
    const config = parseCheckConfig(args.provider, flags as Flags, readHost(), () => randomInt(maxSeed + 1));
    this.bugFacts.push(`seed ${config.seed}`);
    const line = new ProgressLine(process.stderr, config.durationNs);
    const { document, exitCode } = await withSignals((interruption) =>
      checkProvider(config, { interruption, onProgress: (p) => line.show(p) }),
    ).finally(() => line.clear());
    this.log(providerCheckText(document, this.terminal));
    process.exitCode = exitCode;
    return document;
  }
}
