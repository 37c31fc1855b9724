import { string as textArg } from '@oclif/core/args';
import { readResult } from '../bench/result-file.js';
import { BaseCommand } from '../cli/base-command.js';
import type { ResultDocument } from '../model/result.js';
import { terminalText } from '../report/terminal.js';

export default class Show extends BaseCommand {
  static override summary = "Print the table of a result that 'run --out' has saved.";
  static override examples = ['<%= config.bin %> <%= command.id %> result.json'];
  static override args = { file: textArg({ required: true, description: 'A saved result document' }) };

  async run(): Promise<ResultDocument> {
    const { args } = await this.parse(Show);
    const document = await readResult(args.file);
    this.log(terminalText(document, this.terminal));
    return document;
  }
}
