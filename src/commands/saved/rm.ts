import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { SavedResults } from '../../results/saved-results.js';

export default class SavedRm extends BaseCommand {
  static override summary = 'Remove kept results.';
  static override aliases = ['baseline:rm'];
  static override deprecateAliases = true;
  static override examples = ['<%= config.bin %> <%= command.id %> main'];
  static override usage = '<%= command.id %> NAME...';
  static override strict = false;
  static override args = { name: textArg({ required: true, description: "A name of 'saved list'" }) };

  async run(): Promise<{ removed: string[] }> {
    const { argv } = await this.parse(SavedRm);
    const names = argv as string[];
    const saved = new SavedResults(this.config.dataDir);
    for (const name of names) saved.checkThere(name);
    for (const name of names) saved.remove(name);
    this.log(`removed ${names.join(', ')}`);
    return { removed: names };
  }
}
