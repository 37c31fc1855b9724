// A comparison as JUnit XML: a test case for each arm's soundness, and one for each gate and arm.
import type { ArmResult, ComparisonDocument, GateResult } from '../../documents/comparison.js';
import { gateText } from './notes.js';
import { verdictLines } from './verdict-lines.js';

/** @param strict an undecided gate is a failure, not a skipped test. */
export function comparisonJunit(document: ComparisonDocument, strict: boolean): string {
  const verdicts = new Map(verdictLines(document).map(({ label, text }) => [label, text]));
  const arms = document.arms.filter((arm) => arm.calibration !== true);
  const cases = [
    ...arms.map((arm) => armCase(arm, verdicts.get(arm.label) ?? '')),
    ...document.gates.map((gate) => gateCase(gate, strict)),
  ];
  const failures = cases.filter((text) => text.includes('<failure')).length;
  const skippedCases = cases.filter((text) => text.includes('<skipped')).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="rcu-bench" tests="${cases.length}" failures="${failures}" errors="0">`,
    `  <testsuite name="compare ${attribute(document.config.workload)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skippedCases}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** An arm without any figures did not succeed. */
function armCase({ label, rejected, passed, evidence }: ArmResult, verdict: string): string {
  const lines = evidence.flatMap(({ trial, lines: own }) => own.map((line) => `trial ${trial}: ${line}`));
  const body = rejected ? failure(verdict, lines.join('\n')) : `      <system-out>${content(verdict)}</system-out>\n`;
  return testCase('verdict', label, !rejected && passed === 0 ? skipped(verdict) : body);
}

function gateCase(gate: GateResult, strict: boolean): string {
  const name = `${gate.label}: ${gate.gate}`;
  if (gate.outcome === 'failed' || (strict && gate.outcome === 'undecided')) {
    return testCase('gate', name, failure(gateText(gate), ''));
  }
  const undecided = gate.outcome === 'undecided' ? skipped(gateText(gate)) : '';
  return testCase('gate', name, undecided);
}

const testCase = (kind: string, name: string, body: string) =>
  `    <testcase classname="rcu-bench.${kind}" name="${attribute(name)}">\n${body}    </testcase>`;

const skipped = (message: string) => `      <skipped message="${attribute(message)}"/>\n`;

const failure = (message: string, text: string) =>
  `      <failure message="${attribute(message)}">${content(text)}</failure>\n`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

const content = (text: string) =>
  text.replace(unwritable, '?').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const attribute = (text: string) => content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
