import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { Baselines } from '../../results/baselines.js';

export default class BaselineRm extends BaseCommand {
  static override summary = 'Remove kept results.';
  static override examples = ['<%= config.bin %> <%= command.id %> main'];
  static override usage = '<%= command.id %> NAME...';
  static override strict = false;
  static override args = { name: textArg({ required: true, description: "A name of 'baseline list'" }) };

  async run(): Promise<{ removed: string[] }> {
    const { argv } = await this.parse(BaselineRm);
    const names = argv as string[];
    const baselines = new Baselines(this.config.dataDir);
    for (const name of names) baselines.checkThere(name);
    for (const name of names) baselines.remove(name);
    this.log(`removed ${names.join(', ')}`);
    return { removed: names };
  }
}
