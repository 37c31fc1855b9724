import { BaseCommand } from '../../cli/base-command.js';
import { type BaselineInfo, baselineListText } from '../../report/baselines.js';
import { Baselines } from '../../results/baselines.js';

export default class BaselineList extends BaseCommand {
  static override summary = "List the results that 'compare --save' has kept.";
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<BaselineInfo[]> {
    await this.parse(BaselineList);
    const baselines = new Baselines(this.config.dataDir);
    const list: BaselineInfo[] = [];
    for (const name of baselines.names()) list.push({ name, ...(await baselines.describe(name)) });
    this.log(baselineListText(list, baselines.folder));
    return list;
  }
}
