import { BaseCommand } from '../../cli/base-command.js';
import type { BuiltProvider } from '../../documents/built-provider.js';
import { ProviderCache } from '../../providers/cache.js';
import { builtProviderListText } from '../../report/built-providers.js';

export default class ProviderList extends BaseCommand {
  static override summary = "List the libraries that 'provider build' has made.";
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<BuiltProvider[]> {
    await this.parse(ProviderList);
    const cache = new ProviderCache();
    const list = cache.names().map((name) => cache.read(name));
    this.log(builtProviderListText(list, cache.folder));
    return list;
  }
}
