// The report of a comparison for the terminal.
import type { ComparisonDocument } from '../../documents/comparison.js';
import type { Paint } from '../paint.js';
import { evidenceText } from '../status.js';
import { warningLines } from '../warning-lines.js';
import { wrap } from '../wrap.js';
import { calibrationTexts, gateText, machineTexts, meaningTexts, methodText, subjectText } from './notes.js';
import { testedTable, untestedTable } from './tables.js';
import { verdictLines } from './verdict-lines.js';

export interface ComparisonTerminal {
  columns: number;
  paint: Paint;
  /** Where the trials were saved. */
  savedAs: readonly string[];
}

export function comparisonTerminalText(document: ComparisonDocument, terminal: ComparisonTerminal): string {
  const { columns, paint } = terminal;
  const parts = [
    [subjectText(document), ...machineTexts(document)].map((text) => wrap(text, columns)).join('\n'),
    evidenceText(document.arms, paint),
    verdicts(document, terminal),
    testedTable(document, terminal),
    untestedTable(document, terminal),
    meaningTexts(document).join('\n'),
    calibration(document, terminal),
    document.gates.map((gate) => (gate.outcome === 'failed' ? paint.bad(gateText(gate)) : gateText(gate))).join('\n'),
    paint.dim(wrap(methodText(document), columns)),
    warningLines(document.warnings, columns, paint),
    terminal.savedAs.map((file) => `Result  ${file}`).join('\n'),
    document.reproduce === undefined ? '' : paint.dim(`Again   ${document.reproduce}`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function verdicts(document: ComparisonDocument, { columns, paint }: ComparisonTerminal): string {
  const lines = verdictLines(document);
  const width = Math.max(...lines.map(({ label }) => label.length)) + 2;
  return lines
    .map(({ label, text, bad }) => {
      const wrapped = wrap(text, columns - width, width);
      return `${paint.bold(label)}${' '.repeat(width - label.length)}${bad ? paint.bad(wrapped) : wrapped}`;
    })
    .join('\n');
}

function calibration(document: ComparisonDocument, { columns }: ComparisonTerminal): string {
  if (document.calibration === undefined) return '';
  const [first = '', ...noise] = calibrationTexts(document, document.calibration);
  return [wrap(`A/A  ${first}`, columns, 5), ...noise.map((text) => `     ${text}`)].join('\n');
}
