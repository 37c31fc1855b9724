import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { readHost } from '../bench/environment/host.js';
import { type FidelityReport, runFidelity } from '../bench/fidelity.js';
import { withSignals } from '../bench/interruption.js';
import { BaseCommand } from '../cli/base-command.js';
import { fidelityFlags } from '../cli/load-flags.js';
import { ProgressLine } from '../cli/progress.js';
import type { FidelityConfig } from '../config/fidelity-config.js';
import { parseFidelityConfig } from '../config/fidelity-config.js';
import type { Flags } from '../config/load-config.js';
import { maxSeed } from '../config/load-config.js';
import type { FidelityDocument } from '../documents/fidelity.js';
import { fileKind } from '../files/file-kind.js';
import { fidelityText } from '../report/fidelity/terminal.js';

export default class Fidelity extends BaseCommand {
  static override summary = 'Tell whether two versions behave the same: a built-in and the real code.';
  static override description =
    'Every round runs each version twice, in random order, with one schedule: the distance between the versions is held ' +
    'against that between two runs of the same. Or reads what was saved: rcu-bench fidelity FILE.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> baseline v3 --rounds 6 --seed 1 --out fidelity.json',
    '<%= config.bin %> <%= command.id %> fidelity.json --resolution 10%',
    '<%= config.bin %> <%= command.id %> v3 v3 --rounds 6 --accel tcg --fail-if different',
  ];
  static override usage = '<%= command.id %> VERSION VERSION|FILE [OPTIONS]';
  static override strict = false;
  static override args = {
    name: textArg({ description: 'Two versions, or saved trials' }),
  };
  static override flags = fidelityFlags;

  async run(): Promise<FidelityDocument> {
    const config = await this.configure();
    if (config.source.kind === 'live') this.bugFacts.push(`seed ${config.source.load.seed}`);
    const { document, savedAs, failures, exitCode } = await this.hold(config);
    this.log(fidelityText(document, { ...this.terminal, ...(savedAs !== undefined && { savedAs }) }));
    for (const failure of failures) this.complain(failure);
    process.exitCode = exitCode;
    return document;
  }

  private async configure(): Promise<FidelityConfig> {
    const { argv, flags } = await this.parse(Fidelity);
    const { 'fail-if': failIf = [], ...texts } = flags;
    return parseFidelityConfig(
      { names: argv as string[], flags: texts as Flags, failIf },
      { host: readHost(), fileKind, drawSeed: () => randomInt(maxSeed + 1) },
    );
  }

  private async hold(config: FidelityConfig): Promise<FidelityReport> {
    const durationNs = config.source.kind === 'live' ? config.source.load.settings.durationNs : 0;
    const line = new ProgressLine(process.stderr, durationNs);
    try {
      return await withSignals((interruption) =>
        runFidelity(config, { interruption, onProgress: (progress) => line.show(progress) }),
      );
    } finally {
      line.clear();
    }
  }
}
