// Wrapping of paragraphs.
/**
 * Breaks a text at spaces into lines of at most `columns`; lines after the first are indented. Longer words stay whole.
 */
export function wrap(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
