// Gates: whether a decided difference exceeds the limit.
import type { ArmRow, Comparator, ComparisonRow, Gate, GateResult, OpenInterval } from '../documents/comparison.js';

const holds: Record<Comparator, (value: number, limit: number) => boolean> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
};

/** What each gate says of each arm that it is about. @param candidates labels of the arms that a gate without a name means */
export function judgeGates(
  gates: readonly Gate[],
  rows: readonly ComparisonRow[],
  candidates: readonly string[],
  alpha: number,
): GateResult[] {
  return gates.flatMap((gate) => {
    const row = rows.find(({ metric, quantile }) => metric === gate.metric && quantile === gate.quantile);
    const labels = gate.arm === undefined ? candidates : [gate.arm];
    if (row === undefined) return labels.map((label) => unmeasured(gate, label));
    return row.arms.filter(({ label }) => labels.includes(label)).map((arm) => judge(gate, arm, row.unit, alpha));
  });
}

/** A gate on what was not measured must not vanish. */
const unmeasured = ({ text, kind }: Gate, label: string): GateResult => ({
  gate: text,
  label,
  kind,
  outcome: 'undecided',
  untested: 'no-samples',
});

/** One arm's answer to one gate. */
function judge(gate: Gate, arm: ArmRow, unit: string, alpha: number): GateResult {
  const { estimate, interval } = quantityOf(gate, arm);
  return {
    gate: gate.text,
    label: arm.label,
    kind: gate.kind,
    unit,
    ...(estimate !== undefined && { estimate }),
    ...(interval !== undefined && { interval }),
    ...(arm.untested !== undefined && { untested: arm.untested }),
    ...(arm.untested === 'missing-values' && { missing: (arm.missing ?? 0) + (arm.referenceMissing ?? 0) }),
    outcome: estimate === undefined ? 'undecided' : outcomeOf(gate, arm, estimate, interval, alpha),
  };
}

/**
 * A gate fails where the whole interval is as the gate says, and on a difference that the corrected test finds and that is as
 * large as the gate says. It passes where the interval leaves out what the gate says, or a difference that was found is smaller.
 */
function outcomeOf(
  gate: Gate,
  arm: ArmRow,
  estimate: number,
  interval: OpenInterval | undefined,
  alpha: number,
): GateResult['outcome'] {
  if (!isJudged(gate, arm)) return 'undecided';
  const met = (value: number) => holds[gate.comparator](value, gate.limit);
  const ends = interval === undefined ? [] : endsOf(interval).map(met);
  if (ends.length > 0 && !ends.includes(true)) return 'passed';
  if (ends.length > 0 && !ends.includes(false)) return 'failed';
  const found = gate.kind !== 'value' && arm.adjustedP !== undefined && arm.adjustedP <= alpha;
  if (!found) return 'undecided';
  return met(estimate) ? 'failed' : 'passed';
}

/** A difference needs a test; a value needs all trials. */
const isJudged = ({ kind }: Gate, { adjustedP, untested, missing }: ArmRow): boolean =>
  kind === 'value' ? untested !== 'rejected' && missing === undefined : adjustedP !== undefined;

const endsOf = ({ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: OpenInterval): number[] => [
  low,
  high,
];

function quantityOf(gate: Gate, arm: ArmRow): { estimate?: number | undefined; interval?: OpenInterval | undefined } {
  switch (gate.kind) {
    case 'ratio':
      return { estimate: arm.ratio, interval: arm.ratioInterval };
    case 'shift':
      return { estimate: arm.shift, interval: arm.shiftInterval };
    case 'value':
      return { estimate: arm.median, interval: arm.interval };
  }
}
