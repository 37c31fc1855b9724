import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { versionListText, versionText } from '../report/versions.js';
import { type CatalogueVersion, examples, peers, versions } from '../versions/catalogue.js';
import { resolveListed } from '../versions/version.js';

export default class Versions extends BaseCommand {
  static override summary = 'List the versions of the RCU: their patches, sources and known defects.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> v1'];
  static override args = { version: textArg({ description: 'Show details of one version, such as v1 or v3@4' }) };

  async run(): Promise<readonly CatalogueVersion[]> {
    const { args } = await this.parse(Versions);
    if (args.version === undefined) {
      const all = [...versions, ...peers, ...examples];
      this.log(versionListText(all, this.terminal));
      return all;
    }
    const { entry, patch } = resolveListed(args.version);
    this.log(versionText(entry, patch, this.terminal));
    return [entry];
  }
}
