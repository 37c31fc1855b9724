import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { readHost } from '../bench/environment/host.js';
import { withSignals } from '../bench/interruption.js';
import { runTorture, type TortureReport } from '../bench/torture.js';
import { BaseCommand } from '../cli/base-command.js';
import { optionFlags } from '../cli/load-flags.js';
import { ProgressLine } from '../cli/progress.js';
import type { Flags } from '../config/load-config.js';
import { maxSeed } from '../config/load-config.js';
import type { TortureConfig } from '../config/torture-config.js';
import { parseTortureConfig, tortureOptions } from '../config/torture-config.js';
import type { TortureDocument } from '../documents/torture.js';
import { tortureText } from '../report/torture.js';

export default class Torture extends BaseCommand {
  static override summary = 'Find out whether a version is broken, on live threads.';
  static override description =
    'Readers, writers, floods, forces, drains and threads that come and go, mixed by the seed, with delays at the rare places. ' +
    'Exit code 0 only if every version passed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> baseline v3 --duration 20s',
    '<%= config.bin %> <%= command.id %> v2 v3 --perturb enqueue=20ms@0.01 --seed 1',
  ];
  static override usage = '<%= command.id %> [VERSION...] [OPTIONS]';
  static override strict = false;
  static override args = {
    version: textArg({ description: "Versions, such as v1 or v3@4 (see 'versions') [default: all]" }),
  };
  static override flags = {
    ...optionFlags(tortureOptions),
    perturb: textFlag({
      summary: 'delay a point of the engine, as in enqueue=20ms@0.01; repeatable [default: auto, drawn by the seed]',
      helpValue: '<point>=<time>@<p>|auto|off',
      multiple: true,
    }),
    seed: textFlag({ summary: `of the mix and the delays, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
    trace: textFlag({
      summary: "trace of a version that failed; 'off' for none [default: traces/torture-{version}.json]",
      helpValue: '<file>|off',
    }),
  };

  async run(): Promise<TortureDocument> {
    const { argv, flags } = await this.parse(Torture);
    const { perturb = [], ...texts } = flags;
    const seed = () => randomInt(maxSeed + 1);
    const config = parseTortureConfig(argv as string[], texts as Flags, perturb, readHost(), seed);
    this.bugFacts.push(`seed ${config.seed}`);
    const { document, exitCode, failures } = await this.torture(config);
    this.log(tortureText(document, this.terminal));
    for (const failure of failures) this.complain(failure);
    process.exitCode = exitCode;
    return document;
  }

  private async torture(config: TortureConfig): Promise<TortureReport> {
    const line = new ProgressLine(process.stderr, config.durationNs);
    try {
      return await withSignals((interruption) => runTorture(config, { interruption, onProgress: (p) => line.show(p) }));
    } finally {
      line.clear();
    }
  }
}
