// A comparison as people read it in a terminal.
import type { ArmResult, ComparisonDocument } from '../../model/comparison.js';
import type { Paint } from '../paint.js';
import { statusWord } from '../status.js';
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
    evidence(document, terminal),
    verdicts(document, terminal),
    testedTable(document, terminal),
    untestedTable(document, terminal),
    meaningTexts(document).join('\n'),
    calibration(document, terminal),
    document.gates.map((gate) => (gate.outcome === 'failed' ? paint.bad(gateText(gate)) : gateText(gate))).join('\n'),
    paint.dim(wrap(methodText(document), columns)),
    warnings(document, terminal),
    terminal.savedAs.map((file) => `Result  ${file}`).join('\n'),
    document.reproduce === undefined ? '' : paint.dim(`Again   ${document.reproduce}`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What failed comes first: a version that is fast and broken is broken. */
function evidence({ arms }: ComparisonDocument, { paint }: ComparisonTerminal): string {
  return arms
    .filter((arm) => arm.rejected)
    .map((arm) => evidenceBlock(arm, paint))
    .join('\n\n');
}

/** The first trial of each kind stands for the others; all are in the document. */
function evidenceBlock({ label, evidence: found }: ArmResult, paint: Paint): string {
  const word = (own: ArmResult['evidence'][number]) => statusWord(own);
  const kinds = [...new Set(found.map(word))];
  const blocks = kinds.flatMap((kind) => {
    const alike = found.filter((own) => word(own) === kind);
    const [first] = alike;
    if (first === undefined) return [];
    const more = alike.length === 1 ? '' : `, and in ${alike.length - 1} more`;
    return [
      `${paint.bold(label)}  ${paint.bad(kind)} in trial ${first.trial}${more}`,
      ...first.lines.map((line) => `  ${line}`),
    ];
  });
  return blocks.join('\n');
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

function warnings(document: ComparisonDocument, { columns, paint }: ComparisonTerminal): string {
  const lines = document.warnings.map(({ version, message, remedy }) => {
    const text = `${version === undefined ? '' : `${version}: `}${message}. ${remedy}`;
    return `${paint.warn('Warning')} ${wrap(text, columns - 8, 8)}`;
  });
  return lines.join('\n');
}
