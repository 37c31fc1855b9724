import { string as textArg } from '@oclif/core/args';
import { string as textFlag } from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { parseFormat, runFormats } from '../config/run-config.js';
import type { ResultDocument } from '../documents/result.js';
import { resultFormats } from '../report/result-formats.js';
import { readResult } from '../results/result-file.js';

export default class Show extends BaseCommand {
  static override summary = "Print the table of a result that 'run --out' has saved.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> result.json',
    '<%= config.bin %> <%= command.id %> result.json --format csv',
  ];
  static override flags = {
    format: textFlag({ summary: 'what is printed [default: terminal]', helpValue: runFormats.join('|') }),
  };
  static override args = { file: textArg({ required: true, description: 'A saved result document' }) };

  async run(): Promise<ResultDocument> {
    const { args, flags } = await this.parse(Show);
    const format = flags.format === undefined ? 'terminal' : parseFormat(flags.format);
    const document = await readResult(args.file);
    this.log(resultFormats[format](document, this.terminal));
    return document;
  }
}
