import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { string as textArg } from '@oclif/core/args';
import { boolean as booleanFlag, string as textFlag } from '@oclif/core/flags';
import { readHost } from '../bench/environment/host.js';
import { type ExploreReport, runExplore } from '../bench/explore.js';
import { withSignals } from '../bench/interruption.js';
import { BaseCommand } from '../cli/base-command.js';
import { optionFlags } from '../cli/load-flags.js';
import { ExploreLine } from '../cli/progress.js';
import type { ExploreConfig } from '../config/explore-config.js';
import { exploreOptions, parseExploreConfig } from '../config/explore-config.js';
import type { Flags } from '../config/load-config.js';
import { maxSeed } from '../config/load-config.js';
import type { ExploreDocument } from '../documents/explore.js';
import { columnsText, exploreText } from '../report/explore.js';

export default class Explore extends BaseCommand {
  static override summary = 'Try every interleaving of a version up to a number of preemptions.';
  static override description =
    "The engine's own source runs under a scheduler that decides at every atomic access, lock, futex, fence and clock, on a " +
    'virtual clock. What it finds is a short schedule that can be replayed. Exit code 5: something is broken; 6: the budget ' +
    'was used up first.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> v3',
    '<%= config.bin %> <%= command.id %> v1 --scenario three-producers --preemptions 1',
    '<%= config.bin %> <%= command.id %> v3 --scenario half-done-call --format columns',
  ];
  static override args = { version: textArg({ description: "Such as v1 or v3@4 (see 'versions')", required: true }) };
  static override flags = {
    scenario: textFlag({
      summary: 'one of the standard ones, or a file [default: all standard ones]',
      helpValue: '<name>|<file>',
    }),
    ...optionFlags(exploreOptions),
    seed: textFlag({ summary: `of pct and random, 0 to ${maxSeed} [default: drawn]`, helpValue: '<n>' }),
    replay: textFlag({ summary: 'run this schedule alone, such as 0x6,1x7', helpValue: '<schedule>|<file>' }),
    past: textFlag({
      summary: 'go on behind this violation, so that more is seen; repeatable',
      helpValue: '<violation>',
      multiple: true,
    }),
    'atomic-call': booleanFlag({ summary: 'nobody runs while a call_rcu does' }),
    'early-timers': booleanFlag({ summary: 'a timer may fire although somebody can run, for a preemption' }),
    'no-prune': booleanFlag({ summary: 'visit states again that are known, for exact counts' }),
    format: textFlag({
      summary: 'a table, or the schedules in columns, 72 wide [default: table]',
      options: ['table', 'columns'],
    }),
    trace: textFlag({ summary: 'write the gravest finding for Perfetto', helpValue: '<file>' }),
  };

  async run(): Promise<ExploreDocument> {
    const { args, flags } = await this.parse(Explore);
    const switches = {
      atomicCall: flags['atomic-call'] === true,
      earlyTimers: flags['early-timers'] === true,
      prune: flags['no-prune'] !== true,
      past: flags.past ?? [],
    };
    const seed = () => randomInt(maxSeed + 1);
    const { version } = args;
    const config = parseExploreConfig(version, textsOf(flags), switches, readHost(), { read: readText }, seed);
    const { document, exitCode, shown, failures } = await this.explore(config);
    this.log(exploreText(document, this.terminal));
    if (flags.format === 'columns') for (const one of shown) this.log(`\n${columnsText(one)}`);
    for (const failure of failures) this.complain(failure);
    process.exitCode = exitCode;
    return document;
  }

  private async explore(config: ExploreConfig): Promise<ExploreReport> {
    const line = new ExploreLine(process.stderr);
    try {
      return await withSignals((interruption) => runExplore(config, { interruption, onProgress: (p) => line.show(p) }));
    } finally {
      line.clear();
    }
  }
}

const textsOf = (flags: Readonly<Record<string, unknown>>): Flags =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

const readText = (name: string) =>
  existsSync(name) && statSync(name).isFile() ? readFileSync(name, 'utf8') : undefined;
