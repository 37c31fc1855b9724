// Colours of the terminal.
import { Ansis } from 'ansis';

/** The colours of the tables. Without colour each function returns its text unchanged. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function makePaint(colour: boolean): Paint {
  const ansis = new Ansis(colour ? 1 : 0);
  return {
    bold: (text) => ansis.bold(text),
    dim: (text) => ansis.dim(text),
    bad: (text) => ansis.red.bold(text),
    warn: (text) => ansis.yellow(text),
  };
}
