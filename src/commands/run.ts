import { randomInt } from 'node:crypto';
import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { readHost } from '../bench/environment/host.js';
import { type ExperimentReport, runExperiment } from '../bench/experiment.js';
import { withSignals } from '../bench/interruption.js';
import { BaseCommand } from '../cli/base-command.js';
import { loadFlags, workloadFlags } from '../cli/load-flags.js';
import { ProgressLine } from '../cli/progress.js';
import { maxSeed } from '../config/load-config.js';
import { parseRunConfig, type RunConfig, type RunFormat, runFormats } from '../config/run-config.js';
import { defaultTracePattern } from '../config/trace-file.js';
import type { ResultDocument } from '../documents/result.js';
import { resultFormats } from '../report/result-formats.js';
import { commonOptions, traceOptions } from '../workloads/common-options.js';

export default class Run extends BaseCommand {
  static override summary = 'Measure a workload under some versions of the RCU, on real threads.';
  static override description =
    'Each version runs once, in a process of its own, with the same schedule of guest commands. Prints a table, and ' +
    'writes a trace of each version for ui.perfetto.dev.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> legacy baseline v3 --duration 2s --seed 1',
    '<%= config.bin %> <%= command.id %> v3 --accel tcg --kick 2ms --duration 2s --trace off',
    '<%= config.bin %> <%= command.id %> baseline v3@4 v3 --duration 1s --out result.json --json',
    '<%= config.bin %> <%= command.id %> v1 v3 --workload timedwait --layer event --trace off',
    '<%= config.bin %> <%= command.id %> v3@2 v3 --workload synchronize --callers 4 --trace off',
    '<%= config.bin %> <%= command.id %> --workload drain --when polled --accel tcg --trace off',
    '<%= config.bin %> <%= command.id %> --workload read-side --during forced',
    '<%= config.bin %> <%= command.id %> --workload flood --flood 40 --arrivals poisson',
    '<%= config.bin %> <%= command.id %> --workload mix --scenario migration',
    '<%= config.bin %> <%= command.id %> --sweep vcpus=1,2 --sweep kick=1ms,2ms --duration 1s',
  ];
  static override usage = '<%= command.id %> [VERSION...] [OPTIONS]';
  static override strict = false;
  static override args = {
    version: textArg({ description: "Versions, such as legacy or v3@4 (see 'versions') [default: baseline v3]" }),
  };
  static override flags = {
    ...loadFlags({ ...commonOptions, ...traceOptions }),
    trace: textFlag({
      summary: `trace file, may hold {version}, or 'off' [default: ${defaultTracePattern('<workload>')}, its recording beside it; read-side: off]`,
      helpValue: '<file>|off',
    }),
    'trace-mode': textFlag({
      summary: 'keep the last events of each thread, or stream all while it runs [default: ring]',
      helpValue: 'ring|stream',
    }),
    'trace-if': textFlag({
      summary: 'keep the trace only of this, and what led to it',
      helpValue: "stall|violation|'METRIC > TIME'",
    }),
    'account-trace': textFlag({
      summary: 'measure what tracing itself costs, by so many pairs of trials',
      helpValue: '<pairs>',
    }),
    sweep: textFlag({
      summary: 'run every combination of the values of options, as in vcpus=1,2,4; repeatable',
      helpValue: '<option>=<values>',
      multiple: true,
    }),
    format: textFlag({ summary: 'what is printed [default: terminal]', helpValue: runFormats.join('|') }),
    out: textFlag({ char: 'o', summary: 'save the result document, raw samples beside it', helpValue: '<file>' }),
    ...workloadFlags(),
  };

  async run(): Promise<ResultDocument> {
    const { argv, flags: all } = await this.parse(Run);
    const { sweep: sweeps = [], ...flags } = all;
    const config = parseRunConfig({ versions: argv as string[], flags, sweeps }, readHost(), () =>
      randomInt(maxSeed + 1),
    );
    this.bugFacts.push(`seed ${config.seed}`);
    const report = await this.measure(config);
    this.print(report, config.format);
    process.exitCode = report.exitCode;
    return report.document;
  }

  private async measure(config: RunConfig): Promise<ExperimentReport> {
    const line = new ProgressLine(process.stderr, config.settings.durationNs);
    try {
      return await withSignals((interruption) =>
        runExperiment(config, { interruption, onProgress: (p) => line.show(p) }),
      );
    } finally {
      line.clear();
    }
  }

  private print({ document, savedAs, failures, notTriggered }: ExperimentReport, format: RunFormat): void {
    this.log(resultFormats[format](document, { ...this.terminal, ...(savedAs !== undefined && { savedAs }) }));
    if (notTriggered.length > 0 && format === 'terminal')
      this.log(`\nNo trace of ${notTriggered.join(', ')}: what --trace-if waits for did not happen.`);
    for (const failure of failures) this.complain(failure);
  }
}
