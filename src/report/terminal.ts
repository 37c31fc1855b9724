// The report of a result document for the terminal. Pure functions.

import { durationText } from '../base/units.js';
import { reproduceCommand } from '../config/reproduce.js';
import type { ResultDocument, TrialResult } from '../documents/result.js';
import { quantiles } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import { count } from './figures.js';
import { storyLine } from './latency-attribution.js';
import { meaningNotes } from './meaning-notes.js';
import { undefinedMark } from './metric-rows.js';
import type { Paint } from './paint.js';
import { providerNotes } from './provider-notes.js';
import { resultTables } from './result-table.js';
import { statusSentence } from './status.js';
import { sweepTable } from './sweep-table.js';
import { traceAccountText } from './trace-account.js';
import { warningLines } from './warning-lines.js';
import { wrap } from './wrap.js';

export interface TerminalOptions {
  /** Width of the terminal. */
  columns: number;
  paint: Paint;
  /** Where the document was saved; listed among the files. */
  savedAs?: string;
}

export function terminalText(document: ResultDocument, options: TerminalOptions): string {
  const { columns, paint } = options;
  const parts = [
    wrap(describe(document), columns),
    verdicts(document, paint),
    document.trials.length === 0 ? 'No trial was run.' : tables(document, options),
    meaningNotes(document.config.workload, document.trials, columns),
    providerNotes(document.environment.providers, columns),
    footnote(document, options),
    document.traceAccounts === undefined
      ? ''
      : traceAccountText(document.traceAccounts, document.config.workload, options),
    evidence(document, paint),
    warningLines(document.warnings, options.columns, options.paint),
    slowest(document, options),
    files(document, options),
    reproduce(document, options),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const tables = (document: ResultDocument, { columns, paint }: TerminalOptions): string =>
  document.plan?.sweep === undefined ? resultTables(document, columns, paint) : sweepTable(document, columns, paint);

function describe({ config, environment, plan }: ResultDocument): string {
  const { vcpus, accel } = config.options;
  const varies = plan?.sweep?.some((key) => key === 'vcpus' || key === 'accel') === true;
  const machine = vcpus === undefined || accel === 'none' || varies ? '' : `, ${vcpus} vCPUs under ${accel}`;
  const scenario = config.scenario === undefined ? '' : ` ${config.scenario.name}`;
  const pinned = config.pinCpus.length === 0 ? '' : `, pinned to ${config.pinCpus.join(',')}`;
  return (
    `${config.workload}${scenario}${machine}, ${durationText(config.durationNs)} each, membarrier ${config.membarrier}, ` +
    `on ${environment.cpu.allowed.length} CPUs${pinned} (${environment.cpu.model})`
  );
}

function verdicts({ trials }: ResultDocument, paint: Paint): string {
  const lines = trials.flatMap((trial) => {
    const sentence = statusSentence(trial);
    return sentence === undefined ? [] : [`${paint.bold(nameOf(trial))}  ${paint.bad(sentence)}`];
  });
  return lines.join('\n');
}

const nameOf = ({ arm, version }: TrialResult) => arm ?? shortVersion(version);

function footnote({ trials }: ResultDocument, { columns, paint }: TerminalOptions): string {
  const summaries = trials.flatMap((trial) => Object.values(trial.metrics));
  if (!summaries.some((summary) => summary.p99 === undefined)) return '';
  const needs = quantiles
    .filter(({ name }) => name !== 'p99_9')
    .map(({ name, minSamples }) => `${name} needs ${minSamples}`);
  return paint.dim(wrap(`${undefinedMark}  too few samples (${needs.join(', ')})`, columns));
}

function evidence({ trials }: ResultDocument, paint: Paint): string {
  const block = (trial: TrialResult) =>
    [paint.bold(`Evidence for ${nameOf(trial)}`), ...trial.evidence.map((line) => `  ${line}`)].join('\n');
  return trials
    .filter((trial) => trial.evidence.length > 0)
    .map(block)
    .join('\n\n');
}

/** Why the slowest unmap of each traced trial was slow. */
function slowest({ trials }: ResultDocument, { columns }: TerminalOptions): string {
  const lines = trials.flatMap(({ version, slowest: story }) =>
    story === undefined ? [] : [`Slowest ${wrap(`${shortVersion(version)} ${storyLine(story)}`, columns - 8, 8)}`],
  );
  return lines.join('\n');
}

function files({ trials }: ResultDocument, { savedAs, paint }: TerminalOptions): string {
  const traces = trials.flatMap(({ trace }) =>
    trace === undefined ? [] : [`Trace   ${trace.file} (${count(trace.events)} events)`],
  );
  const explained = trials.filter(({ slowest: story }) => story !== undefined);
  const recording = explained.map(recordingOf).findLast((file) => file !== undefined);
  const why = recording === undefined ? [] : [paint.dim(`Why     rcu-bench trace explain ${recording}`)];
  const result = savedAs === undefined ? [] : [`Result  ${savedAs}`];
  return [...traces, ...why, ...result].join('\n');
}

/** The recording for `trace explain`. */
const recordingOf = ({ trace }: TrialResult) =>
  trace?.recording ?? (trace?.file.endsWith('.rcutrace') === true ? trace.file : undefined);

/** Not wrapped, so that it can be copied. */
const reproduce = ({ config, plan }: ResultDocument, { paint }: TerminalOptions) =>
  paint.dim(`Again   ${reproduceCommand(config, plan)}`);
