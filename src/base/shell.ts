// Words as a shell reads them back, for command lines that are printed to be pasted.
/** The words as a shell reads them back, whatever is in them. */
export const commandText = (words: readonly string[]): string => words.map(shellWord).join(' ');

export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
