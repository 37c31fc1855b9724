import type { RunFormat } from '../config/run-config.js';
import type { ResultDocument } from '../documents/result.js';
import { resultCsv } from './result-csv.js';
import { type TerminalOptions, terminalText } from './terminal.js';

/** What `--format` of run and show prints, without the last line's end. */
export const resultFormats: Record<RunFormat, (document: ResultDocument, terminal: TerminalOptions) => string> = {
  terminal: terminalText,
  csv: resultCsv,
};
