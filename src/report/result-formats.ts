// The output formats of `run` and `show`: terminal, and CSV with a line for each metric of a trial.
import type { RunFormat } from '../config/run-config.js';
import { inPlanOrder, loadSettings } from '../documents/plan.js';
import type { ResultDocument, TrialResult } from '../documents/result.js';
import { flagOf } from '../workloads/index.js';
import { csvText } from './csv-text.js';
import { type TerminalOptions, terminalText } from './terminal.js';

/** The output of `--format` for run and show, without the last line end. */
export const resultFormats: Record<RunFormat, (document: ResultDocument, terminal: TerminalOptions) => string> = {
  terminal: terminalText,
  csv: resultCsv,
};

function resultCsv({ config, plan, trials }: ResultDocument): string {
  const axes = plan?.sweep ?? [];
  const head = [
    'workload',
    'version',
    ...axes.map((key) => flagOf(config.workload, key)),
    'seed',
    'status',
    ...figures,
  ];
  const lines = inPlanOrder(plan, trials).flatMap((trial) => {
    const set = loadSettings(plan, trial.arm);
    const of = [trial.workload, trial.version, ...axes.map((key) => set[key]), trial.seed, trial.status];
    const rows = metricLines(trial);
    // A trial without figures is a result, too.
    return rows.length === 0 ? [of] : rows.map((row) => [...of, ...row]);
  });
  return csvText([head, ...lines]);
}

const figures = ['metric', 'unit', 'n', 'min', 'p50', 'p90', 'p99', 'p99_9', 'max'];

const metricLines = ({ metrics }: TrialResult) =>
  Object.entries(metrics).map(([metric, { unit, n, min, p50, p90, p99, p99_9, max }]) => [
    metric,
    unit,
    n,
    min,
    p50,
    p90,
    p99,
    p99_9,
    max,
  ]);
