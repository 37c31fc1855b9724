// Our help is identical to oclif's help, character by character, but prints faster.
import { Config } from '@oclif/core/config';
import { Help } from '@oclif/core/help';
import { beforeAll, describe, expect, test } from 'vitest';
import { PlainHelp, plainRender, wrapPlain } from '../../src/cli/help.js';

/** The help of command or topic `id`; undefined: of the whole tool. */
async function printed(HelpClass: typeof Help, maxWidth: number, id?: string): Promise<string> {
  // Each call loads a configuration, because showing the help of a command changes its id.
  const config = await Config.load(process.cwd());
  const lines: string[] = [];
  class Printing extends HelpClass {
    override log(...args: string[]): void {
      lines.push(...args);
    }
  }
  const options = { ...config.pjson.oclif.helpOptions, maxWidth };
  await new Printing(config, options as never).showHelp([...(id?.split(' ') ?? []), '--help']);
  return lines.join('\n');
}

let ids: string[];
beforeAll(async () => {
  const { commandIDs } = await Config.load(process.cwd());
  ids = commandIDs.map((id) => id.replaceAll(':', ' '));
});

describe.each([40, 80, 200])('%i columns wide', (width) => {
  test('is identical for every command', async () => {
    expect(ids.length).toBeGreaterThan(20);
    for (const id of ids) expect(await printed(PlainHelp, width, id)).toBe(await printed(Help, width, id));
  });

  test.each([undefined, 'trace', 'provider'])('is identical for the topic %s', async (topic) => {
    const text = await printed(PlainHelp, width, topic);
    expect(text).toContain('COMMANDS');
    expect(text).toBe(await printed(Help, width, topic));
  });
});

describe('less simple help is left to oclif', () => {
  test.each([
    ['more than ASCII', 'p50,…'],
    ['a colour', '\u001b[1mbold\u001b[22m'],
    ['significant spaces', 'two  spaces'],
    ['a word longer than the line', 'longer-than-the-line'],
  ])('%s', (_, text) => {
    expect(wrapPlain(text, 12)).toBeUndefined();
  });

  test('a template with an unsupported tag', () => {
    const rendered = plainRender((template) => `rendered: ${template}`, { bin: 'rcu-bench', id: 'run' });
    expect(rendered('<%= config.bin %> <%= command.id %>')).toBe('rcu-bench run');
    expect(rendered('<%= config.bin %> <%= config.version %>')).toBe(
      'rendered: <%= config.bin %> <%= config.version %>',
    );
  });
});
