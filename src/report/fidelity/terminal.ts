// The report of `fidelity` for the terminal.

import { durationText } from '../../base/units.js';
import type { FidelityDocument, FidelityRow, Side } from '../../documents/fidelity.js';
import { loadText, machineText } from '../comparison/notes.js';
import { percentText, trialsText } from '../comparison/words.js';
import type { Paint } from '../paint.js';
import { providerNotes } from '../provider-notes.js';
import { evidenceText } from '../status.js';
import { warningLines } from '../warning-lines.js';
import { wrap } from '../wrap.js';
import { counterTable, distanceTable, quantileTable } from './tables.js';
import { metricTitle, shareText, sideNames, sideTitles, toleranceText } from './words.js';

interface FidelityTerminal {
  columns: number;
  paint: Paint;
  /** Where the trials were saved. */
  savedAs?: string;
}

export function fidelityText(document: FidelityDocument, { columns, paint, savedAs }: FidelityTerminal): string {
  const { rows, warnings, reproduce, environment } = document;
  const parts = [
    [subjectText(document), machineText(environment)].map((text) => wrap(text, columns)).join('\n'),
    evidenceText(document.arms, paint),
    verdictLine(document, columns, paint),
    rows.length === 0 ? '' : distanceTable(document, paint),
    rows.length === 0 ? '' : quantileTable(document, paint),
    meanings(document, columns),
    counterTable(document, paint),
    providerNotes(environment.providers, columns),
    paint.dim(wrap(methodText(document), columns)),
    warningLines(warnings, columns, paint),
    savedAs === undefined ? '' : `Result  ${savedAs}`,
    paint.dim(`Again   ${reproduce}`),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function subjectText({ config, plan, rounds }: FidelityDocument): string {
  const each = `4 trials of ${durationText(config.durationNs)}`;
  const counted = rounds === plan.rounds ? `${rounds}` : `${rounds} of ${plan.rounds}`;
  const noun = plan.rounds === 1 ? 'round' : 'rounds';
  return `${loadText(config)}, ${counted} ${noun} of ${each}, membarrier ${config.membarrier}`;
}

function verdictLine(document: FidelityDocument, columns: number, paint: Paint): string {
  const word = document.verdict ?? 'REJECT';
  const width = word.length + 2;
  const bad = word === 'different' || word === 'REJECT';
  return `${bad ? paint.bad(word) : paint.bold(word)}  ${wrap(verdictWords(document), columns - width, width)}`;
}

function verdictWords(document: FidelityDocument): string {
  const { a, b } = sideTitles(document);
  const failed = document.arms.filter((arm) => arm.rejected).map(({ label }) => label);
  if (document.verdict === undefined) return `${failed.join(', ')}: nothing is said of how it behaves`;
  if (document.verdict === 'different') return `${a} and ${b}: ${differencesText(document)}`;
  return `${a} and ${b}: ${document.verdict === 'same' ? sameText(document) : openText(document)}`;
}

/** Limit of a line that can be read at a glance; the table has the rest. */
const mostTold = 3;

function differencesText(document: FidelityDocument): string {
  const found = document.rows.filter(({ verdict }) => verdict === 'different');
  const largestFirst = [...found].sort((x, y) => (y.beyond ?? 0) - (x.beyond ?? 0));
  const told = largestFirst.slice(0, mostTold);
  const texts = told.map((row) => `${shareText(row.beyond)} of ${metricTitle(document, row.metric)}`);
  const more = found.length > told.length ? [`and of ${found.length - told.length} more`] : [];
  return `${[...texts, ...more].join(', ')} out of place by more than ${toleranceText(document.method)}`;
}

function sameText(document: FidelityDocument): string {
  const { method, rows } = document;
  const excluded = Math.max(...rows.map(({ role, detectable = 0 }) => (role === 'headline' ? detectable : 0)));
  const percent = Math.max(1, Math.ceil(excluded * 100));
  const claim =
    `fewer than ${percent}% of the samples of any headline metric are out of place by more than ` +
    toleranceText(method);
  const open = rows.filter(({ verdict }) => verdict === 'undecided');
  return open.length === 0 ? claim : `${claim}; not settled: ${titles(document, open)}`;
}

/** Why the verdict is undecided, and what would decide it. */
function openText(document: FidelityDocument): string {
  const { roundsNeeded, rows } = document;
  const headline = rows.filter(({ role }) => role === 'headline');
  const open = headline.filter(({ verdict }) => verdict === undefined || verdict === 'undecided');
  if (open.length === 0) return 'there is nothing to hold against each other';
  const never = open.some(({ untested }) => untested === 'not-offered' || untested === 'other-meaning');
  const more = never ? 'more rounds would not change that' : 'more rounds may bring some (--rounds)';
  const remedy = roundsNeeded === undefined ? more : `about ${trialsText(roundsNeeded)} rounds would do (--rounds)`;
  return `not settled: ${titles(document, open)}; ${remedy}`;
}

const titles = (document: FidelityDocument, rows: readonly FidelityRow[]): string =>
  rows.map((row) => `${metricTitle(document, row.metric)}${whoLacks(document, row)}`).join(', ');

function whoLacks(document: FidelityDocument, { lacking, untested }: FidelityRow): string {
  if (lacking === undefined) return '';
  const names = sideTitles(document);
  const word = untested === 'not-offered' ? 'not offered by' : 'none of';
  return ` (${word} ${lacking.map((side: Side) => names[side]).join(', ')})`;
}

function meanings(document: FidelityDocument, columns: number): string {
  const names = sideTitles(document);
  const lines = document.rows.flatMap(({ metric, meanings: found }) => {
    if (found === undefined) return [];
    const parts = sideNames.map((side) => `in ${names[side]} ${found[side] ?? 'something else'}`);
    const text = `${metricTitle(document, metric)} is not the same quantity: ${parts.join('; ')}`;
    return [`*  ${wrap(text, columns - 3, 3)}`];
  });
  return lines.join('\n');
}

function methodText({ method }: FidelityDocument): string {
  const { draws, familySize, alpha, resolution, leastShare } = method;
  return (
    'distance: Kolmogorov-Smirnov, all trials with one weight; same, 95%: of as many trials of the same, the median and what 19 of 20 ' +
    `stay below; beyond: samples out of place by more than ${toleranceText(method)}. That is tested: trials exchanged within ` +
    `rounds ${draws} times, Holm over ${familySize} metrics. finds: the share that 19 of 20 such runs would find. ` +
    `"different": p at most ${percentText(alpha)}, beyond at least ${percentText(leastShare)}; "same": it finds ` +
    `${percentText(resolution)} or less; (n): rounds that would decide.`
  );
}
