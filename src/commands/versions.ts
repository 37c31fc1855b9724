import { string as textArg } from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { versionError } from '../config/version-list.js';
import { versionListText, versionText } from '../report/versions.js';
import { examples, findVersion, peers, type Version, versions } from '../versions/catalogue.js';
import { parseVersion } from '../versions/name.js';

export default class Versions extends BaseCommand {
  static override summary = 'List the versions of the RCU: their patches, sources and known defects.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> v1'];
  static override args = { version: textArg({ description: 'Show details of one version, such as v1 or v3@4' }) };

  async run(): Promise<readonly Version[]> {
    const { args } = await this.parse(Versions);
    if (args.version === undefined) {
      const all = [...versions, ...peers, ...examples];
      this.log(versionListText(all, this.terminal));
      return all;
    }
    const name = parseVersion(args.version);
    if (typeof name !== 'string') throw versionError(name);
    const [series = '', patch] = name.split('@');
    const version = findVersion(series);
    if (version === undefined) throw new Error(`the catalogue lacks ${series}, which it parsed`);
    this.log(versionText(version, patch === undefined ? undefined : Number(patch), this.terminal));
    return [version];
  }
}
