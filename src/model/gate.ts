// `--fail-if 'v3:unmap.latency.p99 > +10%'`: a condition on a comparison under which it fails.
import { UsageError } from './errors.js';
import { type MetricSpec, quantiles } from './metric.js';
import { nearest } from './suggest.js';
import { parseDurationNs } from './units.js';

export const comparators = ['>', '>=', '<', '<='] as const;
export type Comparator = (typeof comparators)[number];

export interface Gate {
  /** As typed. */
  text: string;
  /** The arm that it is about; absent: every arm but the reference. */
  arm?: string;
  metric: string;
  quantile: SummaryQuantile;
  comparator: Comparator;
  /** ratio: of the reference, 1.1 for +10%; shift: from the reference; value: of the arm itself. Base units. */
  kind: 'ratio' | 'shift' | 'value';
  limit: number;
}

/** The parts of a trial's summary that are compared. */
export const summaryQuantiles = [...quantiles.map(({ name }) => name), 'max'] as const;
export type SummaryQuantile = (typeof summaryQuantiles)[number];

const grammar =
  /^(?:(?<arm>.+):)?(?<metric>[a-z0-9_]+(?:\.[a-z0-9_]+)*)\.(?<quantile>p50|p90|p99|p99_9|p99\.9|max)\s*(?<comparator>>=|<=|>|<)\s*(?<limit>\S+)$/;
const example = "Write it as 'unmap.latency.p99 > +10%', '… > +2ms', '… > 1.5x' or '… > 20ms'.";

/** Complains about a gate that names an arm which is not compared: it would never fail. */
export function checkGateArms(gates: readonly Gate[], labels: readonly string[]): void {
  const foreign = gates.find(({ arm }) => arm !== undefined && !labels.includes(arm));
  if (foreign === undefined) return;
  throw new UsageError(`--fail-if: '${foreign.arm}' is not compared here`, `Compared are: ${labels.join(', ')}.`);
}

export function parseGate(text: string, metrics: readonly MetricSpec[]): Gate {
  const parts = grammar.exec(text.trim())?.groups;
  if (parts === undefined) throw new UsageError(`--fail-if: '${text}' is not a condition`, example);
  const { arm, metric = '', quantile = '', comparator, limit = '' } = parts;
  if (!metrics.some(({ name }) => name === metric)) throw unknownMetric(metric, metrics);
  return {
    text: text.trim(),
    ...(arm !== undefined && { arm }),
    metric,
    quantile: quantile.replace('.', '_') as SummaryQuantile,
    comparator: comparator as Comparator,
    ...parseLimit(limit),
  };
}

function parseLimit(text: string): Pick<Gate, 'kind' | 'limit'> {
  const percent = /^([+-]\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'ratio', limit: 1 + Number(percent) / 100 };
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined) return { kind: 'ratio', limit: Number(factor) };
  const sign = text.startsWith('-') ? -1 : 1;
  const relative = /^[+-]/.test(text);
  try {
    const ns = parseDurationNs(relative ? text.slice(1) : text);
    return relative ? { kind: 'shift', limit: sign * ns } : { kind: 'value', limit: ns };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`--fail-if: '${text}' is neither a share nor a time`, example);
  }
}

function unknownMetric(name: string, metrics: readonly MetricSpec[]): UsageError {
  const names = metrics.map((metric) => metric.name);
  const meant = nearest(name, names);
  return new UsageError(
    `--fail-if: unknown metric '${name}'`,
    meant === undefined ? `Metrics: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  );
}
