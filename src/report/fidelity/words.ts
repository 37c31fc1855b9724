// Words and figures of the report of `fidelity`.

import { durationText } from '../../base/units.js';
import type {
  FidelityCounter,
  FidelityDocument,
  FidelityMethod,
  FidelityRow,
  FidelityUntested,
  Side,
} from '../../documents/fidelity.js';
import { shortVersion } from '../../versions/version.js';
import { findWorkload } from '../../workloads/index.js';
import { percentText, trialsText } from '../comparison/words.js';
import { figure, significant } from '../figures.js';

export const sideNames = ['a', 'b'] as const satisfies readonly Side[];

/** The name of a side in tables: its version, with a number if both versions are the same. */
export function sideTitles({ plan }: FidelityDocument): Record<Side, string> {
  const [a = '', b = ''] = [plan.arms[0]?.version, plan.arms.at(-1)?.version].map((own = '') => shortVersion(own));
  return { a, b: a === b ? `${b} again` : b };
}

/** `unmap latency` */
export function metricTitle({ config }: FidelityDocument, metric: string): string {
  return findWorkload(config.workload)?.metrics.find(({ name }) => name === metric)?.label ?? metric;
}

/** `5% or 10us` */
export function toleranceText({ relativeTolerance, absoluteToleranceNs }: FidelityMethod): string {
  const relative = percentText(relativeTolerance);
  return absoluteToleranceNs === 0 ? relative : `${relative} or ${durationText(absoluteToleranceNs)}`;
}

/** A distance from 0 to 1 with two digits. */
export const distanceText = (distance: number | undefined) => (distance === undefined ? '' : distance.toFixed(2));

/** Shares are sums of many small parts, so a remainder of rounding counts as 0. */
const noShare = 1e-9;

export const shareText = (share: number | undefined) =>
  share === undefined ? '' : percentText(share < noShare ? 0 : share);

const untestedWords: Record<Exclude<FidelityUntested, 'too-few-rounds'>, string> = {
  'not-offered': 'not offered',
  'no-samples': 'no samples',
  'other-meaning': 'not comparable',
  rejected: 'REJECTED',
};

/** `same`, `undecided (30)`, or why there is no verdict. */
export function verdictText({ verdict, roundsNeeded, untested }: FidelityRow, document: FidelityDocument): string {
  if (untested === 'too-few-rounds') return `n=${document.rounds}, needs ${document.method.minRounds}`;
  if (untested !== undefined) return untestedWords[untested];
  return verdict === 'undecided' && roundsNeeded !== undefined
    ? `undecided (${trialsText(roundsNeeded)})`
    : (verdict ?? '');
}

/** The text of a cell without a value. */
export const lackingText = ({ untested }: Pick<FidelityRow, 'untested'>): string =>
  untested === 'not-offered' ? untestedWords['not-offered'] : 'none';

/** The singular of what the workload counts: `unmap`. */
const workUnit = ({ config }: FidelityDocument): string =>
  (findWorkload(config.workload)?.unit ?? '').replace(/s$/, '');

const counterTitles: Readonly<Record<string, string>> = {
  callbacks_per_grace_period: 'callbacks per GP',
  forced: 'GPs forced',
  forced_by_request: '  by request',
  forced_by_threshold: '  by 30 callbacks',
  forced_by_sleeps: '  by 5 sleeps',
  gp2_forced: '2nd GP forced',
  sleeps_per_grace_period: 'sleeps per GP',
};

const perWork: Readonly<Record<string, string>> = {
  grace_periods: 'grace periods',
  callbacks: 'callbacks',
  force_requests: 'force requests',
  kicks: 'vCPU kicks',
  rcu_wakeups: 'RCU wake-ups',
  rcu_cpu: 'RCU thread CPU',
};

export const counterTitle = (document: FidelityDocument, { name }: FidelityCounter): string =>
  counterTitles[name] ?? `${perWork[name] ?? name} per ${workUnit(document)}`;

/** A counter's value in its unit, with a sign if `signed`. */
export function counterText(value: number | undefined, unit: FidelityCounter['unit'], signed = false): string {
  if (value === undefined) return '';
  const sign = value < 0 ? '-' : signed && value > 0 ? '+' : '';
  const size = Math.abs(value);
  if (unit === 'share') return `${sign}${percentText(size)}`;
  return `${sign}${unit === 'ns' ? figure(size, 'ns') : significant(size)}`;
}
