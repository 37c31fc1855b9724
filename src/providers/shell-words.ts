// Command lines as they stand in compile_commands.json and build.ninja: words, quotes and backslashes as a shell has them,
// without anything that is expanded.

/** @param text one command */
export function shellWords(text: string): string[] {
  const words = text.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, unquote));
}

function unquote(_: string, single?: string, double?: string, escaped?: string): string {
  return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '';
}
