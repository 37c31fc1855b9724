// Measures what tracing adds to the figures, with pairs of a traced and an untraced trial in random order.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UserError } from '../base/errors.js';
import type { RunConfig } from '../config/run-config.js';
import type { Arm } from '../documents/plan.js';
import type { TraceAccount, TrialResult } from '../documents/result.js';
import type { Interruption } from './interruption.js';
import { planRound } from './schedule.js';
import { TrialSeries } from './trial-series.js';

interface PairedSeries {
  traced: TrialSeries;
  untraced: TrialSeries;
}

/**
 * One account for each version, over at most `pairs` pairs: fewer after an interruption or a trial that did not pass.
 * @param scratch the folder for the recordings, which are not kept
 * @param failures receives the errors of lost trials
 */
export async function accountTrace(
  config: RunConfig,
  pairs: number,
  interruption: Interruption,
  scratch: string,
  failures: UserError[],
): Promise<TraceAccount[]> {
  const { traced, untraced } = pairedSeries(config, interruption, scratch);
  const arms = config.versions.flatMap((version): Arm[] => [
    { label: `traced ${version}`, version },
    { label: `untraced ${version}`, version },
  ]);
  const plan = { arms, reference: arms[0]?.label ?? '', rounds: pairs };
  const rounds = Array.from({ length: pairs }, (_, round) => planRound(plan, config.seed, round, false));
  for (const planned of rounds.flat()) {
    if (traced.isOver(arms) || untraced.isOver(arms)) break;
    await (planned.arm.label.startsWith('traced') ? traced : untraced).run(planned);
  }
  failures.push(...traced.lost.failures, ...untraced.lost.failures);
  return accounts(config, { traced, untraced });
}

function pairedSeries(config: RunConfig, interruption: Interruption, scratch: string): PairedSeries {
  const { trace, ...untraced } = config;
  const { events = 0, mode = 'ring' } = trace ?? {};
  const folder = (name: string) => {
    const path = join(scratch, name);
    mkdirSync(path);
    return path;
  };
  const traced = { ...untraced, trace: { filePattern: join(scratch, 'account-{version}.rcutrace'), events, mode } };
  return {
    traced: new TrialSeries(traced, { interruption }, folder('traced')),
    untraced: new TrialSeries(untraced, { interruption }, folder('untraced')),
  };
}

function accounts(config: RunConfig, { traced, untraced }: PairedSeries): TraceAccount[] {
  const passed = (trials: readonly TrialResult[], version: string) =>
    trials.filter((trial) => trial.version === version && trial.status === 'pass');
  return config.versions.map((version) => {
    const others = passed(untraced.trials, version);
    const pairs = passed(traced.trials, version).flatMap((trial) => {
      const other = others.find(({ round }) => round === trial.round);
      return other === undefined ? [] : [[trial, other] as const];
    });
    const names = config.workload.metrics.filter(({ role }) => role !== 'floor').map(({ name }) => name);
    return { version, pairs: pairs.length, metrics: names.flatMap((name) => accountOf(name, pairs)) };
  });
}

/** Empty if no pair has a median of the metric. */
function accountOf(metric: string, pairs: readonly (readonly [TrialResult, TrialResult])[]): TraceAccount['metrics'] {
  const medians = pairs.flatMap(([traced, untraced]) => {
    const [a, b] = [traced.metrics[metric]?.p50, untraced.metrics[metric]?.p50];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  if (medians.length === 0) return [];
  return [{ metric, traced: medians.map(([a]) => a), untraced: medians.map(([, b]) => b) }];
}
