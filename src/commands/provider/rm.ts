import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { ProviderCache } from '../../providers/cache.js';

export default class ProviderRm extends BaseCommand {
  static override summary = "Remove libraries that 'provider build' has made.";
  static override examples = ['<%= config.bin %> <%= command.id %> mine'];
  static override usage = '<%= command.id %> NAME...';
  static override strict = false;
  static override args = { name: textArg({ required: true, description: "A name of 'provider list'" }) };

  async run(): Promise<{ removed: string[] }> {
    const { argv } = await this.parse(ProviderRm);
    const names = argv as string[];
    const cache = new ProviderCache();
    for (const name of names) cache.checkThere(name);
    for (const name of names) cache.remove(name);
    this.log(`removed ${names.join(', ')}`);
    return { removed: names };
  }
}
