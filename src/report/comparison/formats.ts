// The output formats of a comparison.
import type { OutputFormat } from '../../config/compare-config.js';
import type { ComparisonDocument } from '../../documents/comparison.js';
import { comparisonCsv } from './csv.js';
import { comparisonMail } from './mail.js';
import { comparisonMarkdown } from './markdown.js';
import { type ComparisonTerminal, comparisonTerminalText } from './terminal.js';

/** The output of `--format`, without the last line end. */
export const comparisonFormats: Record<
  OutputFormat,
  (document: ComparisonDocument, terminal: ComparisonTerminal) => string
> = {
  terminal: comparisonTerminalText,
  markdown: comparisonMarkdown,
  csv: comparisonCsv,
  json: (document) => JSON.stringify(document, null, 2),
  mail: comparisonMail,
};
