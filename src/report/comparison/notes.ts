// The notes below the tables in every format: method, machine, gates, calibration, warnings.

import { durationText } from '../../base/units.js';
import type { Calibration, ComparisonDocument, GateResult } from '../../documents/comparison.js';
import type { Environment, ResultConfig } from '../../documents/result.js';
import { flagOf } from '../../workloads/index.js';
import { intervalHead } from './tables.js';
import {
  missingText,
  percentText,
  quantityText,
  ratioText,
  rowTitle,
  thresholdText,
  trialCount,
  untestedWords,
} from './words.js';

/** What was run: `blob-unmap, 12 rounds of 5 arms, 2s each`. */
export function subjectText({ config, plan, arms }: ComparisonDocument): string {
  const axis = plan.axis === undefined ? '' : `, by ${flagOf(config.workload, plan.axis)}`;
  const rounds = Math.max(0, ...arms.map(({ trials }) => trials));
  const part = plan.shard === undefined ? '' : `, shard ${plan.shard.index} of ${plan.shard.count}`;
  return `${loadText(config)}${axis}${part}, ${trialCount(rounds)} of ${durationText(config.durationNs)} each, membarrier ${config.membarrier}`;
}

/** `blob-unmap, 2 vCPUs under kvm` */
export function loadText({ workload, options: { vcpus, accel } }: ResultConfig): string {
  return vcpus === undefined || accel === 'none' ? workload : `${workload}, ${vcpus} vCPUs under ${accel}`;
}

/** Two sentences. */
export function methodText({ method, plan }: ComparisonDocument): string {
  const { alpha, familySize } = method;
  const looks = plan.looks === undefined ? '' : `, ${plan.looks.length} looks`;
  return (
    `Trials are the samples: Mann-Whitney U, Holm over ${familySize} tests, alpha ${Number((alpha * 100).toPrecision(3))}%${looks}; ` +
    `shift and ratio: Hodges-Lehmann, ${intervalHead(method.confidence)}. ` +
    `"same": the interval lies within ${thresholdText(method)}; (n): trials that would decide.`
  );
}

/** One machine in one line. */
export function machineText({ cpu, kernel, hostname, libc }: Environment): string {
  const virtual = cpu.hypervisor === undefined ? '' : ', virtual';
  const governor = cpu.governor === undefined ? '' : `, governor ${cpu.governor}`;
  return `${cpu.model}, ${cpu.allowed.length} CPUs${virtual}${governor}, Linux ${kernel.release}${libc === undefined ? '' : `, ${libc}`} (${hostname})`;
}

/** Each machine once. */
export const machineTexts = ({ environments }: ComparisonDocument): string[] => [
  ...new Set(environments.map(machineText)),
];

export function toolText({ tool }: ComparisonDocument): string {
  return `rcu-bench ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`}`;
}

/** `v3  PASSED  unmap.latency.p50 > +10%  (0.031x, 95% CI …)` */
export const gateText = (result: GateResult): string =>
  `${result.label}: ${result.outcome.toUpperCase()}  ${result.gate}  (${gateReason(result)})`;

function gateReason(result: GateResult): string {
  const { kind, unit = '1', outcome, estimate, untested, interval } = result;
  const value = (number: number) =>
    kind === 'ratio' ? ratioText(number) : quantityText(number, unit, kind === 'shift');
  if (untested === 'missing-values') return missingText(result);
  if (outcome === 'undecided' && untested !== undefined && estimate === undefined) return untestedWords[untested];
  const beyond = outcome === 'undecided' ? 'nothing measured' : 'beyond everything measured';
  const end = (number: number | undefined) => (number === undefined ? 'beyond' : value(number));
  const range = interval === undefined ? '' : `, ${end(interval.low)} to ${end(interval.high)}`;
  return `${estimate === undefined ? beyond : value(estimate)}${range}`;
}

export function calibrationTexts(document: ComparisonDocument, calibration: Calibration): string[] {
  const { significant: found, tests, blocks, rateInterval, noise } = calibration;
  const rate = `${percentText(found / tests)}, 95% CI ${percentText(rateInterval.low)} to ${percentText(rateInterval.high)}`;
  return [
    `${found} of ${tests} uncorrected tests of equal code found a "difference" (${rate}, of ${blocks} blocks of rounds)`,
    ...noise.map((own) => {
      const floor = own.floor === undefined ? '' : `, noise floor ${quantityText(own.floor, own.unit)}`;
      return `${rowTitle(document, own)}: ${quantityText(own.shift, own.unit, true)}${floor}`;
    }),
  ];
}

/** What a metric measures in arms where it differs from the reference. */
export function meaningTexts({ rows }: ComparisonDocument): string[] {
  const texts = rows.flatMap(({ metric, arms }) =>
    arms.flatMap(({ label, meaning }) => (meaning === undefined ? [] : [`* ${metric} of ${label} is ${meaning}`])),
  );
  return [...new Set(texts)];
}
