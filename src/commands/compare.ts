import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { type ComparisonReport, runComparison } from '../bench/comparison/comparison.js';
import { readHost } from '../bench/environment/host.js';
import { withSignals } from '../bench/interruption.js';
import { BaseCommand } from '../cli/base-command.js';
import { writeReports } from '../cli/comparison-reports.js';
import { compareFlags } from '../cli/load-flags.js';
import { ProgressLine } from '../cli/progress.js';
import type { CompareConfig } from '../config/compare-config.js';
import { parseCompareConfig, type Switch } from '../config/compare-config.js';
import { maxSeed } from '../config/load-config.js';
import type { ComparisonDocument } from '../documents/comparison.js';
import { fileKind } from '../files/file-kind.js';
import { comparisonFormats } from '../report/comparison/formats.js';
import { makePaint } from '../report/paint.js';
import { warningLines } from '../report/warning-lines.js';
import { SavedResults } from '../results/saved-results.js';

export default class Compare extends BaseCommand {
  static override summary = 'Compare versions over rounds of trials, with statistics that hold.';
  static override description =
    'Every round runs each version once, in random order. The first version is the reference. Or compares what was saved: ' +
    'rcu-bench compare FILE FILE.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> baseline v3 --trials 6 --seed 1 --out all.json',
    '<%= config.bin %> <%= command.id %> all.json --format mail',
    '<%= config.bin %> <%= command.id %> v3 --trials 6 --save main',
    '<%= config.bin %> <%= command.id %> v3 --trials 6 --against main',
    '<%= config.bin %> <%= command.id %> baseline v3 --seed 1 --shard 1/2 --out part-1.json',
    '<%= config.bin %> <%= command.id %> baseline v3 --seed 1 --shard 2/2 --out part-2.json',
    '<%= config.bin %> <%= command.id %> --by-patch v3 --trials 6',
    '<%= config.bin %> <%= command.id %> v3 --by membarrier=off,on',
    '<%= config.bin %> <%= command.id %> baseline v3 --until-decided --calibrate',
    `<%= config.bin %> <%= command.id %> v2 v3 --fail-if 'unmap.latency.p50 > +10%'`,
  ];
  static override usage = '<%= command.id %> [VERSION...|FILE...] [OPTIONS]';
  static override strict = false;
  static override args = {
    name: textArg({ description: 'Versions, or saved results [default: baseline v3]' }),
  };
  static override flags = compareFlags;

  async run(): Promise<ComparisonDocument> {
    const config = await this.configure();
    if (config.source.kind === 'live') this.bugFacts.push(`seed ${config.source.load.seed}`);
    this.tellBefore(config);
    const report = await this.compare(config);
    const { document, savedAs, failures } = report;
    const print = comparisonFormats[config.outputs.format];
    this.log(print(document, { ...this.terminal, savedAs }));
    const unwritten = [...failures, ...writeReports(document, config)];
    for (const failure of unwritten) this.complain(failure);
    process.exitCode = report.exitCode === 0 && unwritten.length > 0 ? 1 : report.exitCode;
    return document;
  }

  /** Explains a long duration before the trials start. */
  private tellBefore({ source }: CompareConfig): void {
    const warnings = source.kind === 'live' ? (source.warnings ?? []) : [];
    if (warnings.length > 0) process.stderr.write(`${warningLines(warnings, 80, makePaint(false))}\n`);
  }

  private async configure(): Promise<CompareConfig> {
    const { argv, flags } = await this.parse(Compare);
    const {
      'fail-if': failIf = [],
      json: _json,
      ...rest
    } = flags as Record<string, unknown> & { 'fail-if'?: string[] };
    const entries = Object.entries(rest);
    const texts = Object.fromEntries(entries.filter(([, value]) => typeof value === 'string')) as Record<
      string,
      string
    >;
    const switches = Object.fromEntries(entries.filter(([, value]) => value === true)) as Partial<
      Record<Switch, boolean>
    >;
    return parseCompareConfig(
      { names: argv as string[], flags: texts, switches, failIf },
      { host: readHost(), variables: process.env, fileKind, drawSeed: () => randomInt(maxSeed + 1) },
    );
  }

  private async compare(config: CompareConfig): Promise<ComparisonReport> {
    const durationNs = config.source.kind === 'live' ? config.source.load.settings.durationNs : 0;
    const line = new ProgressLine(process.stderr, durationNs);
    const saved = new SavedResults(this.config.dataDir);
    try {
      return await withSignals((interruption) =>
        runComparison(config, { interruption, saved, onProgress: (p) => line.show(p) }),
      );
    } finally {
      line.clear();
    }
  }
}
