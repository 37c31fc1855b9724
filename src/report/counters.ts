// The block of counters below the table of a run.
import type { TrialResult } from '../documents/result.js';
import { type UnmapStage, type UnmapTime, unmapStages } from '../documents/unmap-story.js';
import { count, figure, significant } from './figures.js';

/** A row of the block of counters: a text for each trial, undefined if the trial has no value. */
interface CounterRow {
  label: string;
  text: (trial: TrialResult) => string | undefined;
}

interface CounterSpec extends CounterRow {
  /** Counters that the row shows. */
  uses: string[];
}

const stageLabels: Record<UnmapStage, string> = {
  device: '  in the device',
  before: '  before a GP',
  earlier: '  in an earlier GP',
  gp1: '  in GP1',
  between: '  between GPs',
  gp2: '  in GP2',
  after: '  in callbacks',
  others: '  on other blobs',
  resume: '  after callbacks',
  unseen: '  not seen',
};

const specs: CounterSpec[] = [
  plain('unmaps', 'unmaps'),
  split(['unmaps_waited_1gp', 'unmaps_waited_2gp', 'unmaps_waited_more'], '  waited 1/2/3+ GPs'),
  whenNotZero('unmaps_waited_0gp', '  waited for no GP'),
  whenNotZero('unmaps_behind_gp', '  began in a GP'),
  ...unmapStages.map(timeInStage),
  {
    label: '  waiting for BQL',
    uses: [],
    text: ({ unmapTime }) => unmapTime && meanAndShare(unmapTime, unmapTime.bqlNs),
  },
  plain('resets', 'resets'),
  share('frames_missed', 'frames', 'frames missed'),
  perMeasured('blocked_ns', 'blocked ms/s', (nsPerNs) => significant(nsPerNs * 1000)),
  whenNotZero('drains', 'drains'),
  whenNotZero('landed_idle', '  RCU asleep'),
  whenNotZero('landed_polled', '  in polled GP'),
  whenNotZero('landed_forced', '  in forced GP'),
  whenNotZero('landed_between', '  elsewhere'),
  whenNotZero('landings_missed', 'landings missed'),
  plain('read_pairs', 'lock+unlock pairs'),
  ratio('read_pairs_ns', 'read_pairs', '  mean, ns'),
  share('read_chunks_in_gp', 'read_chunks', '  chunks in a GP'),
  perMeasured('synchronizes', 'synchronizes/s', (perNs) => significant(perNs * 1e9)),
  plain('floods', 'floods'),
  perMeasured('flood_callbacks', 'callbacks/s', (perNs) => significant(perNs * 1e9)),
  plain('grace_periods', 'grace periods'),
  share('forced', 'grace_periods', '  forced'),
  whenNotZero('forced_by_request', '    by request'),
  whenNotZero('forced_by_threshold', '    by 30 callbacks'),
  whenNotZero('forced_by_sleeps', '    by 5 sleeps'),
  whenNotZero('forced_by_event', '    by event'),
  whenNotZero('forced_by_timeout', '    by timeout'),
  whenNotZero('forced_by_drain', '    by drain'),
  whenNotZero('forced_spurious', '    spurious'),
  whenNotZero('forced_leftover', '    stale request'),
  share('gp2_forced', 'gp2', '2nd GP forced'),
  plain('waits', 'waits'),
  share('early_returns', 'timeouts', '  early returns'),
  share('endless_waits', 'passed_waits', '  endless'),
  plain('force_requests', 'force requests'),
  ratio('sleeps', 'grace_periods', 'sleeps per GP'),
  perMeasured('rcu_cpu_ns', 'RCU thread CPU', (nsPerNs) => `${significant(nsPerNs * 100)} %`),
  perMeasured('rcu_wakeups', 'RCU wake-ups/s', (perNs) => significant(perNs * 1e9)),
  whenNotZero('kicks', 'vCPU kicks'),
  whenNotZero('reader_signals', 'reader signals'),
  whenNotZero('violations', 'violations'),
  whenNotZero('unissued', 'unissued'),
  whenNotZero('unanswered', 'unanswered'),
  whenNotZero('late_arrivals', 'issued late'),
  whenNotZero('bursts_behind', 'bursts delayed'),
  whenNotZero('pin_refused', 'threads not pinned'),
  whenNotZero('dropped_events', 'dropped events'),
  whenNotZero('dropped_samples', 'dropped samples'),
];

/** Shown in the result document only: these counters describe the load, not the versions. */
const notPrinted = new Set([
  ...['batches', 'bursts', 'callbacks', 'flushes', 'maps', 'rounds', 'sections', 'submits'],
  ...['not_offered', 'deadlines_not_offered', 'waits_not_offered', 'reads_called', 'pinned_threads'],
]);

/** The known counters in their order, then counters that a workload has added. Rows without a value are omitted. */
export function counterRows(trials: readonly TrialResult[]): CounterRow[] {
  const known = new Set(specs.flatMap((spec) => spec.uses));
  const names = new Set(trials.flatMap((trial) => Object.keys(trial.counters)));
  const others = [...names].filter((name) => !known.has(name) && !notPrinted.has(name)).sort();
  const rows = [...specs, ...others.map((name) => whenNotZero(name, name.replaceAll('_', ' ')))];
  return rows.filter((row) => trials.some((trial) => row.text(trial) !== undefined));
}

/** The mean of an unmap, and its share of the total time of all unmaps. */
function meanAndShare({ unmaps, stageNs }: UnmapTime, ns: number): string | undefined {
  const total = Object.values(stageNs).reduce((sum, value) => sum + value, 0);
  if (ns === 0 || unmaps === 0) return undefined;
  return `${figure(ns / unmaps, 'ns', '')} ${Math.round((100 * ns) / total)}%`;
}

function timeInStage(stage: UnmapStage): CounterSpec {
  const text = ({ unmapTime }: TrialResult) => unmapTime && meanAndShare(unmapTime, unmapTime.stageNs[stage] ?? 0);
  return { label: stageLabels[stage], uses: [], text };
}

function plain(name: string, label: string): CounterSpec {
  return {
    label,
    uses: [name],
    text: ({ counters }) => (counters[name] === undefined ? undefined : count(counters[name])),
  };
}

function whenNotZero(name: string, label: string): CounterSpec {
  const { text, ...rest } = plain(name, label);
  return { ...rest, text: (trial) => (trial.counters[name] === 0 ? undefined : text(trial)) };
}

function share(part: string, whole: string, label: string): CounterSpec {
  const text = ({ counters }: TrialResult) => {
    const [p, w] = [counters[part], counters[whole]];
    return p === undefined || w === undefined || w === 0 ? undefined : `${count(p)}/${count(w)}`;
  };
  return { label, uses: [part, whole], text };
}

function split(names: string[], label: string): CounterSpec {
  const text = ({ counters }: TrialResult) => {
    const values = names.map((name) => counters[name] ?? 0);
    return values.some((value) => value > 0) ? values.map(count).join('/') : undefined;
  };
  return { label, uses: names, text };
}

function ratio(part: string, whole: string, label: string): CounterSpec {
  const text = ({ counters }: TrialResult) => {
    const [p, w] = [counters[part], counters[whole]];
    return p === undefined || w === undefined || w === 0 ? undefined : significant(p / w);
  };
  return { label, uses: [part], text };
}

function perMeasured(name: string, label: string, format: (perNs: number) => string): CounterSpec {
  const text = ({ counters, measuredNs }: TrialResult) => {
    const value = counters[name];
    return value === undefined || measuredNs === undefined || measuredNs === 0 ? undefined : format(value / measuredNs);
  };
  return { label, uses: [name], text };
}
