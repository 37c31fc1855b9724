// A comparison as Markdown, for a pull request or the summary of a CI job.
import type { ComparisonDocument } from '../../documents/comparison.js';
import { warningText } from '../warning-lines.js';
import { calibrationTexts, gateText, machineTexts, meaningTexts, methodText, subjectText, toolText } from './notes.js';
import { intervalHead } from './tables.js';
import { verdictLines } from './verdict-lines.js';
import {
  pText,
  quantityText,
  ratioIntervalText,
  ratioText,
  rowTitle,
  spreadText,
  trialsOfRow,
  verdictText,
} from './words.js';

export function comparisonMarkdown(document: ComparisonDocument): string {
  const parts = [
    `### ${escaped(subjectText(document))}`,
    list(verdictLines(document).map(({ label, text }) => `**${escaped(label)}**: ${escaped(text)}`)),
    evidence(document),
    testedTable(document),
    list([...meaningTexts(document), ...calibration(document)].map(escaped)),
    list(document.gates.map((gate) => escaped(gateText(gate)))),
    list(document.warnings.map((warning) => `**Warning** ${escaped(warningText(warning))}`)),
    escaped(methodText(document)),
    escaped([...machineTexts(document), toolText(document)].join('; ')),
    document.reproduce === undefined ? '' : fenced(document.reproduce),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function testedTable(document: ComparisonDocument): string {
  const rows = document.rows.filter((row) => row.tested);
  if (rows.length === 0) return '';
  const { minTrials, confidence } = document.method;
  const head = ['metric', 'version', 'n', 'median', '', 'shift', 'ratio', intervalHead(confidence), 'p', 'verdict'];
  const body = rows.flatMap((row) =>
    row.arms.map((arm) => [
      rowTitle(document, row),
      arm.label,
      trialsOfRow(arm),
      quantityText(arm.median, row.unit),
      spreadText(arm),
      quantityText(arm.shift, row.unit, true),
      ratioText(arm.ratio),
      ratioIntervalText(arm.ratioInterval),
      pText(arm.adjustedP),
      verdictText(arm, minTrials),
    ]),
  );
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const alignment = `|${head.map((_, i) => (i < 2 || i === head.length - 1 ? '---' : '--:')).join('|')}|`;
  return [line(head), alignment, ...body.map(line)].join('\n');
}

function evidence({ arms }: ComparisonDocument): string {
  return arms
    .filter((arm) => arm.rejected)
    .flatMap(({ label, evidence: found }) => {
      const [first] = found;
      if (first === undefined) return [];
      return [`Trial ${first.trial} of ${escaped(label)}:\n\n${fenced(first.lines.join('\n'))}`];
    })
    .join('\n\n');
}

const calibration = (document: ComparisonDocument): string[] =>
  document.calibration === undefined
    ? []
    : calibrationTexts(document, document.calibration).map((text) => `A/A: ${text}`);

const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');

const fenced = (text: string) => `\`\`\`\n${text}\n\`\`\``;

/** Characters that have a meaning in Markdown or in a cell of a table. */
const escaped = (text: string) => text.replace(/[\\`*_{}[\]<>|]/g, (sign) => `\\${sign}`);
