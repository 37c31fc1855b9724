// oclif's help without its slow parts: oclif's template engine compiles a function for every text of a flag, and its
// wrapping measures each line again after every word, with a regular expression for emoji. Our texts contain two tags
// and plain ASCII.
import { CommandHelp, Help } from '@oclif/core/help';

type Render = (template: string) => string;

/** @param render for a template with any other tag @returns what ejs returns for the template */
export function plainRender(render: Render, { bin, id }: { bin: string; id?: string | undefined }): Render {
  return (template) => {
    const filled = template.replaceAll('<%= config.bin %>', bin).replaceAll('<%= command.id %>', (tag) => id ?? tag);
    return filled.includes('<%') ? render(template) : filled;
  };
}

/** @returns lines of at most `columns`; undefined: the text is not plain ASCII, so oclif must wrap it */
export function wrapPlain(text: string, columns: number): string | undefined {
  const lines = text.split('\n');
  if (!lines.every((line) => /^([!-~]+( [!-~]+)*)?$/.test(line))) return undefined;
  const wrapped = lines.map((line) => wrapWords(line.split(' '), columns));
  return wrapped.every((line) => line !== undefined) ? wrapped.join('\n') : undefined;
}

function wrapWords(words: readonly string[], columns: number): string | undefined {
  const rows: string[] = [];
  let row = '';
  for (const word of words) {
    if (word.length > columns) return undefined;
    if (row !== '' && row.length + 1 + word.length > columns) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row].join('\n');
}

class PlainCommandHelp extends CommandHelp {
  constructor(...args: ConstructorParameters<typeof CommandHelp>) {
    super(...args);
    this.render = plainRender(this.render, { bin: this.config.bin, id: this.command.id });
  }

  override wrap(body: string, spacing = this.indentSpacing): string {
    return wrapPlain(this.render(body), this.opts.maxWidth - spacing) ?? super.wrap(body, spacing);
  }
}

/** package.json names this class as oclif's `helpClass`. */
export class PlainHelp extends Help {
  override CommandHelpClass = PlainCommandHelp;

  constructor(...args: ConstructorParameters<typeof Help>) {
    super(...args);
    this.render = plainRender(this.render, { bin: this.config.bin });
  }

  override wrap(body: string, spacing = this.indentSpacing): string {
    return wrapPlain(this.render(body), this.opts.maxWidth - spacing) ?? super.wrap(body, spacing);
  }
}
