// A comparison as plain text for a mail: 72 columns, ASCII, next to a "Tested-by".
import type { ComparisonDocument } from '../../documents/comparison.js';
import { makePaint } from '../paint.js';
import { warningMessage } from '../warning-lines.js';
import { wrap } from '../wrap.js';
import { calibrationTexts, gateText, machineTexts, meaningTexts, methodText, subjectText, toolText } from './notes.js';
import { testedTable } from './tables.js';
import { verdictLines } from './verdict-lines.js';

const columns = 72;

export function comparisonMail(document: ComparisonDocument): string {
  const parts = [
    wrap(`${toolText(document)}: ${subjectText(document)}`, columns),
    verdictLines(document)
      .map(({ label, text }) => wrap(`${label}: ${text}`, columns, 2))
      .join('\n'),
    testedTable(document, { columns, paint: makePaint(false), ascii: true }),
    meaningTexts(document).join('\n'),
    document.gates.map((gate) => wrap(gateText(gate), columns, 2)).join('\n'),
    ...(document.calibration === undefined
      ? []
      : [wrap(`A/A: ${calibrationTexts(document, document.calibration)[0]}`, columns, 2)]),
    wrap(methodText(document), columns),
    document.warnings.map((warning) => wrap(`Warning: ${warningMessage(warning)}`, columns, 2)).join('\n'),
    machineTexts(document)
      .map((text) => wrap(text, columns, 2))
      .join('\n'),
    document.reproduce ?? '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
