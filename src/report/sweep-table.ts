// The report of a sweep: a table of the workload's main metric with a row for each combination and version.

import { inPlanOrder, loadSettings } from '../documents/plan.js';
import type { ResultDocument, TrialResult } from '../documents/result.js';
import { shortVersion } from '../versions/version.js';
import { findWorkload, optionSpecs } from '../workloads/index.js';
import { optionText } from '../workloads/options.js';
import { shortCount } from './figures.js';
import { quantileText, summaryParts } from './metric-rows.js';
import type { Paint } from './paint.js';
import { renderPlainTable, rule } from './plain-table.js';
import { isPlainPass, statusWord } from './status.js';
import { wrap } from './wrap.js';

const gap = 2;

export function sweepTable(document: ResultDocument, columns: number, paint: Paint): string {
  const { config, plan } = document;
  const metric = findWorkload(config.workload)?.metrics.find(({ name }) => name === mainMetric(document));
  const trials = inPlanOrder(plan, document.trials);
  const failed = !trials.every(isPlainPass);
  const axes = plan?.sweep ?? [];
  const head = [
    ...axes.map((key) => paint.bold(optionSpecs(config.workload)[key]?.flag ?? key)),
    paint.bold('version'),
    ...(failed ? [paint.bold('status')] : []),
    ...summaryParts.map((part) => paint.dim(part)),
  ];
  const rows = trials.flatMap((trial, i) => {
    const row = sweepRow(document, trial, failed, paint);
    // An empty line separates combinations that several versions share.
    return i > 0 && config.versions.length > 1 && combination(document, trial) !== combination(document, trials[i - 1])
      ? [[], row]
      : [row];
  });
  const table = renderPlainTable({ rows: [head, rule, ...rows], leftColumns: axes.length + (failed ? 2 : 1), gap });
  const others = `Other metrics: --format csv has all of them, --json the counters too.`;
  return `${paint.bold(metric?.label ?? '')}\n${table}\n\n${paint.dim(wrap(others, columns))}`;
}

const mainMetric = ({ config }: ResultDocument) => findWorkload(config.workload)?.mainMetric ?? '';

function valuesOf({ config, plan }: ResultDocument, trial: TrialResult): string[] {
  const set = loadSettings(plan, trial.arm);
  const specs = optionSpecs(config.workload);
  return (plan?.sweep ?? []).map((key) => {
    const [spec, value] = [specs[key], set[key]];
    return spec === undefined || value === undefined ? String(value ?? '') : optionText(spec, value);
  });
}

const combination = (document: ResultDocument, trial: TrialResult | undefined) =>
  trial === undefined ? '' : valuesOf(document, trial).join(' ');

function sweepRow(document: ResultDocument, trial: TrialResult, failed: boolean, paint: Paint): string[] {
  const summary = trial.metrics[mainMetric(document)];
  const status = isPlainPass(trial) ? statusWord(trial) : paint.bad(statusWord(trial));
  return [
    ...valuesOf(document, trial),
    shortVersion(trial.version),
    ...(failed ? [status] : []),
    ...summaryParts.map((part) => {
      if (part === 'n') return summary === undefined ? '' : shortCount(summary.n);
      return quantileText(summary, part);
    }),
  ];
}
