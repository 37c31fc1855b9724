// A run as CSV: a line for each metric of each trial, in base units, empty where undefined. What a sweep varies has columns.
import { inPlanOrder, loadSettings } from '../documents/plan.js';
import type { ResultDocument, TrialResult } from '../documents/result.js';
import { flagOf } from '../workloads/index.js';
import { csvText } from './csv-text.js';

export function resultCsv({ config, plan, trials }: ResultDocument): string {
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
    // A trial that ended without figures is a result too.
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
