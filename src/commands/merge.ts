import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import type { ResultDocument } from '../documents/result.js';
import { mergeShards } from '../results/merge.js';

export default class Merge extends BaseCommand {
  static override summary = "Join the shards that 'compare --shard' has run.";
  static override description =
    'Checks that they are of one comparison and that none is missing. What comes out does not depend on the order of the files.';
  static override examples = ['<%= config.bin %> <%= command.id %> part-1.json part-2.json --out whole.json'];
  static override usage = '<%= command.id %> FILE... --out FILE';
  static override strict = false;
  static override args = { file: textArg({ required: true, description: 'The result of a shard' }) };
  static override flags = {
    out: textFlag({ char: 'o', required: true, summary: 'where the whole is saved', helpValue: '<file>' }),
  };

  async run(): Promise<ResultDocument> {
    const { argv, flags } = await this.parse(Merge);
    const document = await mergeShards(argv as string[], flags.out);
    const arms = document.plan?.arms.length ?? 0;
    this.log(
      `${argv.length} shards: ${document.plan?.rounds} rounds of ${arms}, ${document.trials.length} trials in ${flags.out}\n` +
        `Compare them: rcu-bench compare ${flags.out}`,
    );
    return document;
  }
}
