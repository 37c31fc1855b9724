// `--fail-if 'v3:unmap.latency.p50 > +10%'`: a condition on a comparison under which it fails.

import { UsageError } from '../base/errors.js';
import { nearest } from '../base/suggest.js';
import { parseDurationNs, parseSizeBytes } from '../base/units.js';
import type { Comparator, Gate, SummaryQuantile } from '../documents/comparison.js';
import type { MetricSpec } from '../workloads/metric.js';

const grammar =
  /^(?:(?<arm>.+):)?(?<metric>[a-z0-9_]+(?:\.[a-z0-9_]+)*)\.(?<quantile>p50|p90|p99|p99_9|p99\.9|max)\s*(?<comparator>>=|<=|>|<)\s*(?<limit>\S+)$/;
const example = "Write it as 'unmap.latency.p50 > +10%', '… > +2ms', '… > 1.5x' or '… > 20ms'.";

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
  const spec = metrics.find(({ name }) => name === metric);
  if (spec === undefined) throw unknownMetric(metric, metrics);
  return {
    text: text.trim(),
    ...(arm !== undefined && { arm }),
    metric,
    quantile: quantile.replace('.', '_') as SummaryQuantile,
    comparator: comparator as Comparator,
    ...parseLimit(limit, spec),
  };
}

interface LimitUnit {
  /** Throws a UsageError. */
  parse(text: string): number;
  what: string;
  example: string;
}

const limitUnits: Readonly<Record<string, LimitUnit>> = {
  ns: { parse: parseDurationNs, what: 'a time', example: "'> +10%', '> 1.5x', '> +2ms' or '> 20ms'" },
  B: { parse: parseSizeBytes, what: 'a size', example: "'> +10%', '> 1.5x', '> +1MiB' or '> 4MiB'" },
  '1': { parse: parsePlain, what: 'a plain number', example: "'> +10%', '> 1.5x', '> +5' or '> 30'" },
};

function parsePlain(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`'${text}' is not a plain number`);
}

/** A limit that is no share is in the unit of the metric. */
function parseLimit(text: string, { name, unit }: MetricSpec): Pick<Gate, 'kind' | 'limit'> {
  const percent = /^([+-]\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'ratio', limit: 1 + Number(percent) / 100 };
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined) return { kind: 'ratio', limit: Number(factor) };
  const sign = text.startsWith('-') ? -1 : 1;
  const relative = /^[+-]/.test(text);
  const own = limitUnits[unit];
  if (own === undefined) throw new Error(`no limits are known for the unit ${unit}`);
  try {
    const limit = own.parse(relative ? text.slice(1) : text);
    return relative ? { kind: 'shift', limit: sign * limit } : { kind: 'value', limit };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `--fail-if: '${text}' is neither a share nor ${own.what}, as a limit of ${name} has to be`,
      `Write ${own.example}.`,
    );
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
