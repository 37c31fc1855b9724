import { BaseCommand } from '../../cli/base-command.js';
import { type SavedInfo, savedListText } from '../../report/saved-results.js';
import { SavedResults } from '../../results/saved-results.js';

export default class SavedList extends BaseCommand {
  static override summary = "List the results that 'compare --save' has kept.";
  static override aliases = ['baseline:list'];
  static override deprecateAliases = true;
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<SavedInfo[]> {
    await this.parse(SavedList);
    const saved = new SavedResults(this.config.dataDir);
    const list: SavedInfo[] = [];
    for (const name of saved.names()) list.push({ name, ...(await saved.describe(name)) });
    this.log(savedListText(list, saved.folder));
    return list;
  }
}
